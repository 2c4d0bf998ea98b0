#ifndef VERA_HOSTABI_INFERENCE_JSON_H_
#define VERA_HOSTABI_INFERENCE_JSON_H_

#include <span>
#include <string_view>

#include "hostabi/byte_buffer.h"

// Internal. The little JSON that talking to an inference provider takes, on host memory alone: a
// string into a request, one string out of an answer.

namespace vera::hostabi {

enum class JsonSearch : uint8_t { kFound, kMissing, kNotJson };

// Appends `text` in quotes; what is not UTF-8 becomes U+FFFD.
void AppendQuotedJson(std::string_view text, ByteBuffer* out);

// Appends what the string at the end of the path stands for: fields by their names, the first
// element of an array by an empty one.
JsonSearch FindJsonString(std::string_view json, std::span<const std::string_view> path,
                          ByteBuffer* out);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_INFERENCE_JSON_H_
