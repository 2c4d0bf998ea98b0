#include "ir/verifier.h"

#include "gtest/gtest.h"
#include "ir/parser.h"

namespace vera::ir {
namespace {

const HostInfo kHosts[] = {{"io_print", {Type::kRef}, Type::kVoid, false},
                           {"show_unit", {}, Type::kRef, true}};

constexpr const char* kTables = R"(source 0 "a.vera"
layout 0 tag 1 (i64, ref)
layout 1 closure (i64)
layout 2 tag 0 ()
signature 0 (i64) -> i64
signature 1 ()
site 0 trap 3 source 0 range 0..1 kind "overflow" in "f"
site 1 trap 1 source 0 range 0..1 kind "assert" in "f" shows ["@Int.0": i]
site 2 trap 3 source 0 range 0..1 kind "overflow" in "f" shows ["": i, "@Int.0": i]
literal 0 "text"
slots 1
func @pair(i64, ref) -> i64 source 0 {
b0(%0: i64, %1: ref):
  ret %0
}
func @thrower(i64) -> i64 throws source 0 {
b0(%0: i64):
  ret %0
}
func @lambda(i64, ref) -> i64 closure source 0 {
b0(%0: i64, %1: ref):
  ret %0
}
)";

// The only fault of @f(i64, f64, ref, i1) -> i64 with this body; "" when sound.
std::string Faults(const std::string& body, Stage stage = kHigh) {
  ParseResult parsed = ParseModule(
      std::string(kTables) + "func @f(i64, f64, ref, i1) -> i64 source 0 {\n" +
          "b0(%n: i64, %x: f64, %r: ref, %b: i1):\n" + body + "\n}",
      kHosts);
  EXPECT_EQ(parsed.error, "");
  std::vector<std::string> faults = Verify(parsed.module, stage, kHosts);
  EXPECT_LE(faults.size(), 1u) << (faults.size() > 1 ? faults[1] : "");
  if (faults.empty()) {
    return "";
  }
  llvm::StringRef text = faults[0];
  text.consume_front("function 'f': ");
  return text.str();
}

struct Case {
  const char* body;
  const char* fault;
};

TEST(VerifierTest, SoundBodies) {
  for (const char* body : {
           "  ret %n",
           "  %1 = call.closure %r, %n sig 0 : i64\n  ret %1",
           "  tail.call %n, %r @pair",
           "  check %b, %n site 1\n  ret %n",
           "  %1 = call.host host \"show_unit\" : ref\n  ret %n",
           "  switch %n, 0 -> b1, b1\nb1:\n  ret %n",
           "  ret %n\nb1:\n  ret %n",
       }) {
    EXPECT_EQ(Faults(body), "") << body;
  }
}

TEST(VerifierTest, RowsOfTheTable) {
  const Case kCases[] = {
      {"  %1 = int.add %n site 0\n  ret %n", "b0, op 0 (int.add): wrong number of operands"},
      {"  %1 = int.add %n, %x site 0\n  ret %n",
       "b0, op 0 (int.add): operand 1 has the wrong type"},
      {"  %1 = add %n, %b : i64\n  ret %n", "b0, op 0 (add): operand 1 has the wrong type"},
      {"  data.get %r layout 0 field 0\n  ret %n", "b0, op 0 (data.get): wrong type of result"},
      {"  %1 = int.add %n, %n\n  ret %n", "b0, op 0 (int.add): no such site"},
      {"  %1 = int.add %n, %n site 9\n  ret %n", "b0, op 0 (int.add): no such site"},
      {"  %1 = data.new %n, %r layout 9\n  ret %n", "b0, op 0 (data.new): no such layout"},
      {"  %1 = data.get %r layout 0 field 2 : i64\n  ret %n",
       "b0, op 0 (data.get): no such field"},
      {"  %1 = const.literal literal 1\n  ret %n", "b0, op 0 (const.literal): no such literal"},
      {"  slot.set %n slot 1\n  ret %n", "b0, op 0 (slot.set): no such slot"},
      {"  call.closure %r sig 2\n  ret %n", "b0, op 0 (call.closure): no such signature"},
      {"  call.host %r host 2\n  ret %n", "b0, op 0 (call.host): no such host function"},
      {"  %1 = array.new %n elem i32 site 0\n  ret %n",
       "b0, op 0 (array.new): arrays have no such elements"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Faults(c.body), c.fault);
  }
}

TEST(VerifierTest, RulesOfSingleOps) {
  const Case kCases[] = {
      {"  %1 = const.i8 256\n  ret %n", "b0, op 0 (const.i8): its constant is out of range"},
      {"  %1 = const.nullary 2048\n  ret %n",
       "b0, op 0 (const.nullary): its constant is out of range"},
      {"  %1 = int.div %n, %n 9 site 0\n  ret %n", "b0, op 0 (int.div): no such site"},
      {"  %1 = add %x, %x : f64\n  ret %n", "b0, op 0 (add): is for integers"},
      {"  %1 = xor %r, %r : ref\n  ret %n", "b0, op 0 (xor): is for integers"},
      {"  %1 = icmp eq %n, %r\n  ret %n",
       "b0, op 0 (icmp): compares two integers of one type or two references"},
      {"  %1 = icmp slt %r, %r\n  ret %n", "b0, op 0 (icmp): has no such predicate"},
      {"  %1 = icmp lt %n, %n\n  ret %n", "b0, op 0 (icmp): has no such predicate"},
      {"  %1 = fcmp slt %x, %x\n  ret %n", "b0, op 0 (fcmp): has no such predicate"},
      {"  %1 = zext %n : i32\n  ret %n",
       "b0, op 0 (zext): converts between integers the other way"},
      {"  %1 = data.new %r, %n layout 0\n  ret %n",
       "b0, op 0 (data.new): operands are not the layout's fields"},
      {"  %1 = data.new %n layout 1\n  ret %n",
       "b0, op 0 (data.new): needs a layout of data with fields"},
      {"  %1 = data.new layout 2\n  ret %n",
       "b0, op 0 (data.new): needs a layout of data with fields"},
      {"  %1 = data.get %r layout 0 field 0 : ref\n  ret %n",
       "b0, op 0 (data.get): result is not of the field's type"},
      {"  %1 = closure.new %n @pair layout 1\n  ret %n",
       "b0, op 0 (closure.new): needs a closure's layout and body"},
      {"  %1 = closure.new %r @lambda layout 1\n  ret %n",
       "b0, op 0 (closure.new): captures are not the layout's fields"},
      {"  %1 = array.get %r, %n elem i8 : i64\n  ret %n",
       "b0, op 0 (array.get): result is not of the element's type"},
      {"  array.init %r, %n, %x elem i64\n  ret %n",
       "b0, op 0 (array.init): value is not of the element's type"},
      {"  %1 = call %n @pair : i64\n  ret %n",
       "b0, op 0 (call): arguments are not the callee's parameters"},
      {"  %1 = call %n, %r @pair : ref\n  ret %n", "b0, op 0 (call): result is not the callee's"},
      {"  %1 = call.closure %r, %x sig 0 : i64\n  ret %n",
       "b0, op 0 (call.closure): arguments are not the signature's parameters"},
      {"  call.closure %r, %n sig 0\n  ret %n",
       "b0, op 0 (call.closure): result is not the signature's"},
      {"  call.host %n host \"io_print\"\n  ret %n",
       "b0, op 0 (call.host): arguments are not the host function's"},
      {"  %1 = call.host %r host \"io_print\" : i64\n  ret %n",
       "b0, op 0 (call.host): result is not the host function's"},
      {"  check %b site 1\n  ret %n",
       "b0, op 0 (check): shown values are not what the site's labels say"},
      {"  trap %x site 1", "b0, op 0 (trap): shown values are not what the site's labels say"},
      {"  %1 = int.add %n, %n site 2\n  ret %1", ""},
      {"  %1 = int.add %n, %n site 1\n  ret %1",
       "b0, op 0 (int.add): its operands are not what the site's labels say"},
      {"  %1 = int.div %n, %n 1 site 2\n  ret %1",
       "b0, op 0 (int.div): its operands are not what the site's labels say"},
      {"  %1 = float_to_int %x site 2\n  ret %1",
       "b0, op 0 (float_to_int): its operands are not what the site's labels say"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Faults(c.body), c.fault);
  }
}

TEST(VerifierTest, ControlFlow) {
  const Case kCases[] = {
      {"  %1 = const.i64 1", "b0, op 0 (const.i64): the block has no terminator"},
      {"  ret %n\n  ret %n", "b0, op 0 (ret): a terminator inside a block"},
      {"  ret", "b0, op 0 (ret): returns another type than its function"},
      {"  ret %x", "b0, op 0 (ret): returns another type than its function"},
      {"  cond_br %b, b1\nb1:\n  ret %n", "b0, op 0 (cond_br): wrong number of successors"},
      {"  br b1(%x)\nb1(%p: i64):\n  ret %p",
       "b0, op 0 (br): arguments are not what b1 takes"},
      {"  br b0(%n, %x, %r, %b)", "b0, op 0 (br): the entry block is no successor"},
      {"  switch %x, b1\nb1:\n  ret %n", "b0, op 0 (switch): is on an integer"},
      {"  switch %n, 1 -> b1, 1 -> b1, b1\nb1:\n  ret %n",
       "b0, op 0 (switch): two equal cases"},
      {"  switch %b, 2 -> b1, b1\nb1:\n  ret %n",
       "b0, op 0 (switch): a case is out of its type's range"},
      {"  tail.call %n @thrower",
       "b0, op 0 (tail.call): may throw, but its function says that it doesn't"},
      {"  tail.call.closure %r sig 1",
       "b0, op 0 (tail.call.closure): returns another type than its function"},
      {"  cond_br %b, b1, b2\nb1:\n  %1 = const.i64 1\n  br b2\nb2:\n  ret %1",
       "b2, op 0 (ret): uses a value whose definition does not dominate it"},
      {"  %1 = add %2, %n : i64\n  %2 = add %n, %n : i64\n  ret %1",
       "b0, op 0 (add): uses a value whose definition does not dominate it"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Faults(c.body), c.fault);
  }
}

TEST(VerifierTest, StaleReferencesInTheCoreStage) {
  const std::string alloc = "  %1 = data.new %n, %r layout 0";
  const std::string get = "  %2 = data.get %r layout 0 field 0 : i64\n  ret %2";
  EXPECT_EQ(Faults(alloc + "\n" + get, kHigh), "");
  EXPECT_EQ(Faults(alloc + "\n" + get, kCore),
            "b0, op 1 (data.get): uses a reference from before an op that may collect");
  EXPECT_EQ(Faults(alloc + " roots [%r -> %3]\n  %2 = data.get %3 layout 0 field 0 : i64\n  ret %2",
                   kCore),
            "");
  EXPECT_EQ(Faults("  call.host %r host \"io_print\"\n" + get, kCore), "");
  EXPECT_EQ(Faults("  %1 = call.host host \"show_unit\" : ref\n" + get, kCore),
            "b0, op 1 (data.get): uses a reference from before an op that may collect");
  EXPECT_EQ(Faults("  %c = const.literal literal 0\n" + alloc +
                       "\n  %2 = array.len %c\n  ret %2",
                   kCore),
            "");
  // Around a loop: stale when it comes back to the head.
  EXPECT_EQ(Faults("  br b1\nb1:\n" + alloc + "\n  cond_br %b, b1, b2\nb2:\n  ret %n", kCore),
            "b1, op 0 (data.new): uses a reference from before an op that may collect");
  EXPECT_EQ(Faults("  br b1(%r)\nb1(%p: ref):\n  %1 = data.new %n, %p layout 0 roots [%p -> %3]\n"
                   "  cond_br %b, b1(%3), b2\nb2:\n  ret %n",
                   kCore),
            "");
  EXPECT_EQ(Faults(alloc + " roots [%r -> %3]\n  ret %n", kHigh),
            "b0, op 0 (data.new): has roots, but nothing lives across it or it can't collect");
}

TEST(VerifierTest, TablesAndHeaders) {
  Module module;
  EXPECT_TRUE(Verify(module, kHigh).empty());
  module.layouts.push_back(MakeLayout(0, {Type::kI64}, false));
  module.layouts[0].size = 8;
  module.sites.emplace_back();
  module.sites[0].trap = 99;
  module.signatures.push_back({{Type::kVoid}, Type::kVoid});
  module.functions.emplace_back();
  module.entry = FuncId{4};
  std::vector<std::string> expected = {
      "layout 0: fields are not where MakeLayout puts them",
      "signature 0: a parameter is void",
      "site 0: unknown trap",
      "site 0: no such place in a source",
      "the entry is no function",
      "function '': its name is empty or another's",
      "function '': no such source",
      "function '': has no blocks",
  };
  EXPECT_EQ(Verify(module, kHigh), expected);
}

TEST(VerifierTest, BrokenIdsAreReportedNotFollowed) {
  Module module = ParseModule("source 0 \"a\"\nfunc @f(i64) -> i64 source 0 {\nb0(%0: i64):\n  ret %0\n}")
                      .module;
  Module broken = module;
  broken.functions[0].ops[0].operands[0] = ValueId{77};
  EXPECT_EQ(Verify(broken, kHigh).size(), 1u);
  broken = module;
  broken.functions[0].blocks[0].ops.push_back(OpId{5});
  EXPECT_EQ(Verify(broken, kHigh).size(), 1u);
  broken = module;
  broken.functions[0].blocks[0].params.clear();
  EXPECT_FALSE(Verify(broken, kHigh).empty());
  broken = module;
  broken.functions[0].blocks[0].ops.clear();
  EXPECT_FALSE(Verify(broken, kHigh).empty());
}

}  // namespace
}  // namespace vera::ir
