// HTTP where the host has no network: every exchange ends at once with an error.

#include <new>

#include "hostabi/network.h"

namespace vera::hostabi {

class Network {
 public:
  Exchange* first = nullptr;
};

class Exchange {
 public:
  HttpAnswer answer;
  Network* network = nullptr;
  Exchange* next = nullptr;
  Exchange* previous = nullptr;
};

Network* OpenNetwork() { return new (std::nothrow) Network; }

void CloseNetwork(Network* network) {
  if (network == nullptr) {
    return;
  }
  while (network->first != nullptr) {
    DropExchange(network->first);
  }
  delete network;
}

Exchange* StartExchange(Network* network, const HttpRequest&) {
  return FailedExchange(network, "this host has no network");
}

Exchange* FailedExchange(Network* network, std::string_view error) {
  auto* exchange = new (std::nothrow) Exchange;
  if (exchange == nullptr) {
    return nullptr;
  }
  exchange->answer.error.Append(error);
  exchange->network = network;
  exchange->next = network->first;
  if (network->first != nullptr) {
    network->first->previous = exchange;
  }
  network->first = exchange;
  return exchange;
}

HttpAnswer& AwaitExchange(Exchange* exchange) { return exchange->answer; }

void DropExchange(Exchange* exchange) {
  (exchange->previous == nullptr ? exchange->network->first : exchange->previous->next) =
      exchange->next;
  if (exchange->next != nullptr) {
    exchange->next->previous = exchange->previous;
  }
  delete exchange;
}

}  // namespace vera::hostabi
