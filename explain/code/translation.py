"""Methods of ours as plain functions in the words of another library.

A function is read with `ast`, and what it uses of its object and its module comes along: helpers
as functions, numbers as named constants. What is known beforehand is worked out, so that of a
method with several forms only the one at hand is left.
"""

from __future__ import annotations

import ast
import inspect
import math
import re
import textwrap
from collections.abc import Callable, Iterable
from types import FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from explain.code.dialect import SAME, Dialect
from explain.code.literal import literal, name_of
from objectives.losses import row_sum

UNPACKED = re.compile(r"^( +\w+(?:, \w+)+ = )\((.*)\)$", re.MULTILINE)
"""Several names at once, whose values need no parentheses."""

BUILTINS = frozenset(
    {
        "abs",
        "enumerate",
        "float",
        "int",
        "len",
        "list",
        "map",
        "max",
        "min",
        "range",
        "sum",
        "tuple",
        "zip",
    }
)


class UntranslatableError(Exception):
    """Something in the code that the other library has not, or that is not understood."""


class _UnknownError(Exception):
    """What is known only when the code runs."""


class Translation:
    """Constants and functions, collected in the order in which the code needs them.

    Args:
        dialect: the library.
        taken: names that the code uses for something else.
    """

    def __init__(self, dialect: Dialect, taken: Iterable[str] = ()) -> None:
        self.dialect = dialect
        self.uses_math = False
        self.constants: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self._taken = set(taken)
        self._names: dict[Any, str] = {}

    def function(self, function: Callable[..., Any], name: str = "", **known: Any) -> str:
        """Take a function or a bound method in; returns its name in the code.

        Args:
            function: what is translated.
            name: what to call it.
            known: the arguments that have these values, and are no arguments in the code.

        Raises:
            UntranslatableError: the library cannot say this.
        """
        owner = function.__self__ if isinstance(function, MethodType) else None
        plain: Any = function.__func__ if isinstance(function, MethodType) else function
        if not isinstance(plain, FunctionType):
            raise UntranslatableError(f"{plain!r} is no function of Python")
        key = plain, id(owner), tuple(sorted(known.items()))
        if key not in self._names:
            short = plain.__name__
            if short == "value" and owner is not None:
                short = str(getattr(owner, "id", short))
            self._names[key] = self.free(name or name_of(short))
            own = self._names[key]
            text = _Function(self, plain, owner, known).text(own)
            self.functions[own] = text
        return self._names[key]

    def stand_in(self, owner: Any, method: str, name: str) -> None:
        """Have a function of the code stand for a method of an object."""
        self._names[getattr(type(owner), method), id(owner), ()] = name

    def constant(self, name: str, value: Any) -> str:
        """Take a constant in; returns its name in the code.

        Raises:
            UntranslatableError: it is no number, text, or array or tuple of them.
        """
        text = self.literal(value)
        wanted = name_of(name).upper()
        key = wanted, text
        if key not in self._names:
            self._names[key] = self.free(wanted)
            self.constants[self._names[key]] = text
        return self._names[key]

    def literal(self, value: Any) -> str:
        """A value as it is written in the code."""
        if isinstance(value, np.ndarray) and value.ndim:
            return f"{self.dialect.module}.{self.dialect.array}({literal(value.tolist())})"
        try:
            return literal(value)
        except TypeError as error:
            raise UntranslatableError(str(error)) from error

    def free(self, wanted: str) -> str:
        """A name that nothing else has."""
        name, count = wanted, 2
        while name in self._taken:
            name, count = f"{wanted}_{count}", count + 1
        self._taken.add(name)
        return name


class _Function(ast.NodeTransformer):
    """One function on its way into the other library."""

    def __init__(
        self, into: Translation, function: FunctionType, owner: Any, known: dict[str, Any]
    ) -> None:
        self.into, self.owner, self.known = into, owner, known
        self.globals = function.__globals__
        self.cls = _class_of(function, owner)
        # What an objective computes need not be written in a method, but then it writes it down.
        written = getattr(owner, "value_source", "") if function.__name__ == "value" else ""
        node = ast.parse(written or textwrap.dedent(inspect.getsource(function))).body[0]
        if not isinstance(node, ast.FunctionDef):
            raise UntranslatableError(f"{function.__name__} is no function with a name")
        self.node = node
        takes_self = _takes_self(node, owner) if written else _is_method(function, owner)
        self.self_name = node.args.args[0].arg if takes_self else ""
        arguments = [*node.args.args, *node.args.kwonlyargs]
        stored = (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and _is_stored(n))
        self.locals = {argument.arg for argument in arguments} | set(stored)
        self.locals -= {self.self_name, *known}

    def text(self, name: str) -> str:
        """The function in the words of the library."""
        node = self.node
        arguments = [ast.arg(a.arg) for a in node.args.args if a.arg in self.locals]
        body = node.body
        first = body[0]
        is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        statements = self._block(body[1:] if is_text else body)
        code = ast.FunctionDef(
            name=name,
            args=ast.arguments([], arguments, None, [], [], None, []),
            body=_needed(statements),
            decorator_list=[],
        )
        return UNPACKED.sub(r"\1\2", ast.unparse(ast.fix_missing_locations(code)))

    # ---- statements ----

    def _block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Statements up to the first that surely returns."""
        found: list[ast.stmt] = []
        for statement in body:
            new = self.visit(statement)
            found += new if isinstance(new, list) else [new]
            if found and isinstance(found[-1], ast.Return):
                break
        return found

    def visit_If(self, node: ast.If) -> Any:
        try:
            chosen = node.body if self._value(node.test) else node.orelse
        except _UnknownError:
            node.test = self.visit(node.test)
            node.body, node.orelse = self._block(node.body), self._block(node.orelse)
            return node
        return self._block(chosen)

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        try:
            return self.visit(node.body if self._value(node.test) else node.orelse)
        except _UnknownError:
            self.generic_visit(node)
            return node.body if ast.dump(node.body) == ast.dump(node.orelse) else node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        """A number that becomes an array, by what is said of its type, is one from the start."""
        if node.value is None:
            return []
        value = self.visit(node.value)
        if self.into.dialect.strict and "Array" in ast.unparse(node.annotation):
            value = _call(f"{self.into.dialect.module}.as_tensor", value)
        return ast.Assign([node.target], value, lineno=node.lineno)

    # ---- what is known beforehand ----

    def _value(self, node: ast.expr) -> Any:
        """The value of an expression in which nothing is left open."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name) if name in self.known:
                return self.known[name]
            case ast.Name(id=name) if name == self.self_name and self.owner is not None:
                return self.owner
            case ast.Name(id=name) if name not in self.locals and name in self.globals:
                return self.globals[name]
            case ast.Attribute(value=of, attr=attribute):
                return _got(self._value(of), attribute)
            case ast.Subscript(value=of, slice=ast.Constant(value=int(index))):
                return self._value(of)[index]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._value(operand)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self._value(operand)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARED:
                return COMPARED[type(op)](self._value(left), self._value(right))
            case ast.Call(func=ast.Attribute() as function, args=arguments, keywords=[]):
                called = self._value(function)
                if getattr(called, "__module__", "") != "math" and not isinstance(called, np.ufunc):
                    raise _UnknownError
                return called(*map(self._value, arguments))
        raise _UnknownError

    def visit_Constant(self, node: ast.Constant) -> Any:
        return node

    def visit_Name(self, node: ast.Name) -> Any:
        if node.id in self.known:
            return _expression(literal(self.known[node.id]))
        if node.id in self.locals or (node.id in BUILTINS and node.id not in self.globals):
            return node
        if node.id not in self.globals:
            raise UntranslatableError(f"{node.id} is not known")
        return self._named(node.id, self.globals[node.id])

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        if node.attr == "real":
            return self.visit(node.value)
        try:
            of = self._value(node.value)
        except _UnknownError:
            of = None
        if of is None or isinstance(of, np.ndarray):
            self.generic_visit(node)
            return node
        value = _got(of, node.attr)
        if not isinstance(of, ModuleType):
            return self._named(node.attr, value)
        if callable(value):
            return self._library_function(of, node.attr)
        if value == math.pi:
            self.into.uses_math = True
            return _expression("math.pi")
        return _expression(self.into.literal(value))

    def _named(self, name: str, value: Any) -> ast.expr:
        """A constant or a function, by its name in the code."""
        if isinstance(value, FunctionType | MethodType):
            return _expression(self.into.function(value))
        if isinstance(value, tuple) and len(value) <= 2:
            return _expression(self.into.literal(value))
        return _expression(self.into.constant(name, value))

    # ---- calls ----

    def visit_Call(self, node: ast.Call) -> Any:
        try:
            return _expression(self.into.literal(self._value(node)))
        except _UnknownError:
            pass
        function = node.func
        match function:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super"), args=[]), attr=name) if (
                self.owner is not None
            ):
                parent = getattr(super(self.cls, self.owner), name)
                return self._call_of_ours(parent, node)
        target = self._target(function)
        if target is row_sum:
            return _method(self.visit(node.args[0]), "sum")
        if isinstance(function, ast.Attribute) and self._target(function.value) is np:
            return self._numpy(function.attr, node)
        if isinstance(target, FunctionType | MethodType):
            return self._call_of_ours(target, node)
        options = [option for option in node.keywords if option.arg is not None]
        for option in options:
            option.value = self.visit(option.value)
        return ast.Call(self.visit(function), self._each(node.args), options)

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        """The last of the sums so far is the sum."""
        match node.value:
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr="add"), attr="accumulate"),
                args=[terms],
                keywords=[ast.keyword(arg="axis", value=axis)],
            ):
                return _method(self.visit(terms), "sum", ast.keyword("axis", self.visit(axis)))
        try:
            return _expression(self.into.literal(self._value(node)))
        except _UnknownError:
            self.generic_visit(node)
            return node

    def _each(self, nodes: list[ast.expr]) -> list[ast.expr]:
        return [self.visit(node) for node in nodes]

    def _target(self, node: ast.expr) -> Any:
        try:
            return self._value(node)
        except _UnknownError:
            return None

    def _call_of_ours(self, target: FunctionType | MethodType, node: ast.Call) -> ast.expr:
        """A call of a function that comes along; in one that is given nothing, it is nothing."""
        names = list(inspect.signature(target).parameters)
        arguments = dict(zip(names, node.args, strict=False))
        known: dict[str, Any] = {
            name: None for name, value in arguments.items() if self._is_nothing(value)
        }
        called = self.into.function(target, "", **known)
        return _call(
            called, *(self.visit(arguments[name]) for name in arguments if name not in known)
        )

    def _is_nothing(self, node: ast.expr) -> bool:
        try:
            return self._value(node) is None
        except _UnknownError:
            return False

    def _library_function(self, module: ModuleType, name: str) -> ast.expr:
        """A function of NumPy, or of math on plain numbers."""
        if module is math:
            self.into.uses_math = True
            return _expression(f"math.{name}")
        if module is not np or name not in SAME:
            raise UntranslatableError(f"{module.__name__}.{name} has no counterpart")
        dialect = self.into.dialect
        return _expression(f"{dialect.module}.{dialect.renamed.get(name, name)}")

    def _numpy(self, name: str, node: ast.Call) -> ast.expr:
        """A call of NumPy in the words of the library."""
        dialect, arguments = self.into.dialect, self._each(node.args)
        match name:
            case "real":
                return arguments[0]
            case "ndim" | "shape":
                return ast.Attribute(arguments[0], name, ast.Load())
            case "ones" | "zeros" if isinstance(shape := arguments[0], ast.Attribute):
                return _call(f"{dialect.module}.{name}_like", shape.value)
            case "array":
                return _call(f"{dialect.module}.{dialect.stack}", *arguments)
            case "concatenate":
                return _call(f"{dialect.module}.{dialect.concatenate}", *arguments)
            case "maximum" | "minimum":
                if not dialect.strict:
                    return _call(f"{dialect.module}.{name}", *arguments)
                bound = ast.keyword("min" if name == "maximum" else "max", arguments[1])
                return ast.Call(_expression("torch.clamp"), arguments[:1], [bound])
        keywords = [ast.keyword(option.arg, self.visit(option.value)) for option in node.keywords]
        return ast.Call(self._library_function(np, name), arguments, keywords)


COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Is: lambda a, b: a is b,
    ast.IsNot: lambda a, b: a is not b,
    ast.Gt: lambda a, b: a > b,
    ast.Lt: lambda a, b: a < b,
}


def _got(of: Any, name: str) -> Any:
    try:
        return getattr(of, name)
    except AttributeError:
        raise _UnknownError from None


def _class_of(function: FunctionType, owner: Any) -> type | None:
    """The class in which a method is written."""
    classes = type(owner).__mro__
    return next((cls for cls in classes if function in vars(cls).values()), None)


def _is_method(function: FunctionType, owner: Any) -> bool:
    return owner is not None and function.__code__.co_argcount > 0


def _takes_self(node: ast.FunctionDef, owner: Any) -> bool:
    return owner is not None and node.args.args[0].arg == "self"


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _needed(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements without names that nobody reads."""
    read = {
        node.id
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and not _is_stored(node)
    }

    def is_read(statement: ast.stmt) -> bool:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]):
                return name in read
        return True

    return [statement for statement in body if is_read(statement)]


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _call(function: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(_expression(function), list(arguments), [])


def _method(of: ast.expr, name: str, *options: ast.keyword) -> ast.Call:
    return ast.Call(ast.Attribute(of, name, ast.Load()), [], list(options))
