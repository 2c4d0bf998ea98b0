#ifndef VERA_SYNTAX_AST_FIELDS_H_
#define VERA_SYNTAX_AST_FIELDS_H_

#include <string_view>

#include "syntax/tree.h"

// The tree as the language's tools name it: the types and fields of `vera ast --json`, which are an
// interface for other programs and therefore not simply the members of tree.h. One list for all
// printers.

namespace vera::syntax {

// A node, or the TopLevelDecl which that interface puts around each declaration of a file.
struct NodeView {
  const Node* node;
  bool is_top_level = false;
};

// How one field is shown. Absent fields (a null pointer, `present` false) are null in JSON.
class FieldVisitor {
 public:
  virtual void Null(const char* key) = 0;
  virtual void Text(const char* key, Name value) = 0;
  virtual void Integer(const char* key, Name digits) = 0;
  virtual void Float(const char* key, double value) = 0;
  virtual void Bool(const char* key, bool value) = 0;
  // An operator: its spelling and the symbolic name of it, such as BinOp.ADD.
  virtual void Operator(const char* key, const char* spelling, const char* symbol) = 0;
  virtual void Child(const char* key, NodeView child) = 0;
  virtual void Children(const char* key, List<NodeView> children) = 0;
  // A name with null data() is shown as null.
  virtual void Texts(const char* key, List<Name> texts) = 0;
  // The pieces of an interpolated string.
  virtual void Parts(const char* key, const InterpolatedString& string) = 0;
  virtual void Place(const char* key, SourceRange range) = 0;

 protected:
  ~FieldVisitor() = default;
};

// "FnDecl", "TopLevelDecl", "PureEffect", ...
const char* TypeNameOf(NodeView view);
SourceRange RangeOf(NodeView view);
// In the interface's order, the node's own span left out.
void VisitFields(NodeView view, FieldVisitor& visitor);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_AST_FIELDS_H_
