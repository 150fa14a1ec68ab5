"""The parser: tokens become a tree, by recursive descent.

Grammar: https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax, without message
construction. A rule that is no rule is refused at its first error, with place and hint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, TypeVar

from engine.findings import Text
from engine.rules.bounds import (
    DEEPEST_NESTING,
    HIGHEST_INT,
    HIGHEST_UINT,
    LONGEST_RULE,
    MOST_NODES,
)
from engine.rules.tokens import Token, number_too_large, refused, tokens
from engine.rules.tree import (
    Binary,
    Call,
    Conditional,
    Index,
    ListLiteral,
    Literal,
    Logic,
    Macro,
    MapLiteral,
    Name,
    Node,
    Select,
    Unary,
)
from engine.rules.values import Uint

if TYPE_CHECKING:
    from collections.abc import Callable

AnyNode = TypeVar("AnyNode", bound=Node)

_PRECEDENCE = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 3),
    **dict.fromkeys("+-", 4),
    **dict.fromkeys("*/%", 5),
}
_CONSTANTS = {"true": True, "false": False, "null": None}
_RESERVED = frozenset(
    (
        *("as", "break", "const", "continue", "else", "for", "function", "if", "import", "in"),
        *("let", "loop", "package", "namespace", "return", "var", "void", "while"),
    )
)
MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
_BODIES_OF_MAP = 2


def parse(source: str) -> Node:
    """Return the tree of a rule; raise ``SyntaxRefused`` where it is none."""
    if len(source) > LONGEST_RULE:
        raise refused(
            (0, len(source)),
            "rule-too-long",
            Text(
                de=f"Die Regel ist länger als {LONGEST_RULE} Zeichen.",
                en=f"The rule is longer than {LONGEST_RULE} characters.",
            ),
            Text(de="Auf mehrere Regeln verteilen.", en="Spread it over several rules."),
        )
    return _Parser(source).rule()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = list(tokens(source))
        self._next = 0
        self._nodes = 0
        self._nesting = 0

    def rule(self) -> Node:
        root = self._expression()
        if self._token.kind != "end":
            self._unexpected(
                Text(de="Hier sollte die Regel zu Ende sein", en="The rule should end here")
            )
        return root

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _advance(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _at(self, *marks: str) -> bool:
        return self._token.kind == "mark" and self._token.value in marks

    def _accept(self, mark: str) -> bool:
        if self._at(mark):
            self._next += 1
            return True
        return False

    def _expect(self, mark: str) -> Token:
        if not self._at(mark):
            self._unexpected(Text(de=f"Hier fehlt „{mark}“", en=f"“{mark}” is missing here"))
        return self._advance()

    def _unexpected(self, wanted: Text) -> NoReturn:
        token = self._token
        found = self._source[token.start : token.end][:40]
        ending = (
            Text(de=", die Regel endet hier.", en=", the rule ends here.")
            if token.kind == "end"
            else Text(de=f", gefunden: „{found}“.", en=f", found “{found}”.")
        )
        raise refused(
            (token.start, token.end),
            "rule-syntax",
            Text(de=wanted.de + ending.de, en=wanted.en + ending.en),
            None,
        )

    def _add(self, node: AnyNode) -> AnyNode:
        self._nodes += 1
        node.depth = 1 + max((part.depth for part in node.parts), default=0)
        if self._nodes > MOST_NODES:
            raise refused(
                (0, len(self._source)),
                "rule-too-big",
                Text(
                    de=f"Die Regel hat mehr als {MOST_NODES} Teile.",
                    en=f"The rule has more than {MOST_NODES} parts.",
                ),
                Text(de="Auf mehrere Regeln verteilen.", en="Spread it over several rules."),
            )
        if node.depth > DEEPEST_NESTING:
            self._too_deep((node.start, node.end))
        return node

    def _too_deep(self, span: tuple[int, int]) -> NoReturn:
        raise refused(
            span,
            "rule-too-deep",
            Text(de="Die Regel ist zu tief verschachtelt.", en="The rule is nested too deeply."),
            Text(
                de=f"Höchstens {DEEPEST_NESTING} Ebenen.", en=f"At most {DEEPEST_NESTING} levels."
            ),
        )

    def _expression(self) -> Node:
        self._nesting += 1
        if self._nesting > DEEPEST_NESTING:
            self._too_deep((self._token.start, self._token.end))
        condition = self._operation(1)
        if self._at("?"):
            mark = self._advance()
            yes = self._operation(1)
            self._expect(":")
            no = self._expression()
            condition = self._add(
                Conditional(condition.start, no.end, mark.start, condition, yes, no)
            )
        self._nesting -= 1
        return condition

    def _operation(self, weakest: int) -> Node:
        """Read operators that bind at least as strongly as ``weakest``."""
        left = self._unary()
        while True:
            token = self._token
            is_operator = token.kind == "mark" or (token.kind, token.value) == ("name", "in")
            precedence = _PRECEDENCE.get(token.value, 0) if is_operator else 0
            if precedence < weakest or not precedence:
                return left
            self._advance()
            right = self._operation(precedence + 1)
            left = self._joined(token, left, right)

    def _joined(self, operator: Token, left: Node, right: Node) -> Node:
        sign, span = operator.value, (left.start, right.end, operator.start)
        if sign not in {"&&", "||"}:
            return self._add(Binary(*span, sign, left, right))
        chain = isinstance(left, Logic) and left.operator == sign
        operands = left.parts if chain else (left,)
        return self._add(Logic(*span, sign, (*operands, right)))

    def _unary(self) -> Node:
        if not self._at("!", "-"):
            return self._member()
        mark = self._advance()
        if mark.value == "-" and self._is_negative_number():
            return self._number(self._advance(), sign=-1, start=mark.start)
        self._nesting += 1
        if self._nesting > DEEPEST_NESTING:
            self._too_deep((mark.start, mark.end))
        operand = self._unary() if self._at(mark.value) else self._member()
        self._nesting -= 1
        return self._add(Unary(mark.start, operand.end, mark.start, mark.value, operand))

    def _is_negative_number(self) -> bool:
        token, after = self._token, self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        followed = after.kind == "mark" and after.value in {".", "["}
        return token.kind == "literal" and type(token.value) in {int, float} and not followed

    def _number(self, token: Token, sign: int, start: int) -> Node:
        value = token.value
        limit = HIGHEST_UINT if type(value) is Uint else HIGHEST_INT + (sign < 0)
        if isinstance(value, int) and value > limit:
            raise number_too_large((start, token.end))
        if sign < 0:
            value = -value
        return self._add(Literal(start, token.end, start, value))

    def _member(self) -> Node:
        node = self._primary()
        while True:
            if self._accept("."):
                node = self._field_or_method(node)
            elif self._at("["):
                mark = self._advance()
                key = self._expression()
                closing = self._expect("]")
                node = self._add(Index(node.start, closing.end, mark.start, node, key))
            else:
                return node

    def _field_or_method(self, of: Node) -> Node:
        token = self._token
        if token.kind not in {"name", "quoted"} or token.value in _CONSTANTS | {"in": None}:
            self._unexpected(Text(de="Hier fehlt ein Feldname", en="A field name is missing here"))
        self._advance()
        if token.kind == "quoted" or not self._accept("("):
            return self._add(Select(of.start, token.end, token.start, of, token.value))
        arguments, end = self._list_up_to(")")
        span = (of.start, end, token.start)
        if token.value in MACROS and len(arguments) in {2, 3}:
            return self._macro(span, token, of, arguments)
        return self._add(Call(*span, token.value, (of, *arguments), is_method=True))

    def _macro(
        self, span: tuple[int, int, int], name: Token, over: Node, arguments: list[Node]
    ) -> Node:
        variable, *bodies = arguments
        if not isinstance(variable, Name):
            raise refused(
                (variable.start, variable.end),
                "rule-syntax",
                Text(
                    de=f"„{name.value}“ beginnt mit einem Namen für das einzelne Element.",
                    en=f"“{name.value}” begins with a name for the single element.",
                ),
                Text(de="Zum Beispiel: liste.all(x, x > 0)", en="For example: list.all(x, x > 0)"),
            )
        if len(bodies) == _BODIES_OF_MAP and name.value != "map":
            raise refused(
                (name.start, name.end),
                "rule-syntax",
                Text(
                    de=f"„{name.value}“ nimmt einen Namen und eine Bedingung.",
                    en=f"“{name.value}” takes a name and one condition.",
                ),
                None,
            )
        return self._add(Macro(*span, name.value, over, variable.name, tuple(bodies)))

    def _list_up_to(self, closing: str) -> tuple[list[Node], int]:
        """Read expressions between commas; return them and where the closing mark ends."""
        items: list[Node] = []
        while not self._at(closing):
            items.append(self._expression())
            if not self._at(closing):
                self._expect(",")
                if self._at(closing) and closing == ")":
                    self._unexpected(Text(de="Hier fehlt ein Wert", en="A value is missing here"))
        return items, self._advance().end

    def _primary(self) -> Node:
        token = self._token
        if token.kind == "literal":
            self._advance()
            if isinstance(token.value, int):
                return self._number(token, sign=1, start=token.start)
            return self._add(Literal(token.start, token.end, token.start, token.value))
        if token.kind == "name":
            return self._named(token.start)
        readers: dict[str, Callable[[], Node]] = {
            "(": self._bracketed,
            "[": self._list,
            "{": self._map,
            ".": self._rooted,
        }
        if token.kind != "mark" or token.value not in readers:
            self._unexpected(Text(de="Hier fehlt ein Wert", en="A value is missing here"))
        return readers[token.value]()

    def _bracketed(self) -> Node:
        """Read what stands in brackets, which count as part of its text."""
        start = self._advance().start
        inner = self._expression()
        inner.start, inner.end = start, self._expect(")").end
        return inner

    def _rooted(self) -> Node:
        """Read a name with a leading dot: the outermost one of that name."""
        dot = self._advance()
        if self._token.kind != "name":
            self._unexpected(Text(de="Hier fehlt ein Name", en="A name is missing here"))
        return self._named(dot.start)

    def _list(self) -> Node:
        start = self._advance().start
        items, end = self._list_up_to("]")
        return self._add(ListLiteral(start, end, start, tuple(items)))

    def _map(self) -> Node:
        start = self._advance().start
        entries: list[tuple[Node, Node]] = []
        while not self._at("}"):
            key = self._expression()
            self._expect(":")
            entries.append((key, self._expression()))
            if not self._accept(",") and not self._at("}"):
                self._expect("}")
        return self._add(MapLiteral(start, self._advance().end, start, tuple(entries)))

    def _named(self, start: int) -> Node:
        token = self._advance()
        name, is_plain = token.value, start == token.start
        if is_plain and name in _CONSTANTS:
            return self._add(Literal(start, token.end, start, _CONSTANTS[name]))
        if name in _RESERVED or name in _CONSTANTS:
            raise refused(
                (token.start, token.end),
                "rule-reserved-word",
                Text(
                    de=f"„{name}“ ist ein reserviertes Wort und kein Name.",
                    en=f"“{name}” is a reserved word, not a name.",
                ),
                None,
            )
        if not self._accept("("):
            return self._add(Name(start, token.end, start, name))
        arguments, end = self._list_up_to(")")
        if name == "has" and is_plain:
            return self._presence(start, end, arguments)
        return self._add(Call(start, end, token.start, name, tuple(arguments), is_method=False))

    def _presence(self, start: int, end: int, arguments: list[Node]) -> Node:
        selected = arguments[0] if len(arguments) == 1 else None
        if not isinstance(selected, Select) or selected.is_test:
            raise refused(
                (start, end),
                "rule-syntax",
                Text(
                    de="„has“ fragt nach einem Feld.",
                    en="“has” asks for a field.",
                ),
                Text(de="Zum Beispiel: has(case.ends_on)", en="For example: has(case.ends_on)"),
            )
        return self._add(Select(start, end, selected.at, selected.of, selected.field, is_test=True))
