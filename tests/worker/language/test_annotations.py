import pytest

from worker.language.annotations import declaration, readable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("int", "int"),
        ('Annotated[str | None, Doc("What it is.")]', "str | None"),
        ("typing.Annotated[int, Query(ge=0)]", "int"),
        ("Optional[typing.List[int]]", "List[int] | None"),
        ("Union[int, Annotated[str, Doc('x')], None]", "int | str | None"),
        ("'Store'", "Store"),
        ("dict[\n    str,\n    Any,\n]", "dict[str, Any]"),
        ("Literal['a', 'b']", "Literal['a', 'b']"),
        ("not a type[", "not a type["),
    ],
)
def test_types(written: str, read: str) -> None:
    assert readable(written) == read


@pytest.mark.parametrize(
    ("written", "read", "documentation"),
    [
        ("name", "name", ""),
        ("name=1", "name=1", ""),
        ("*args: int", "*args: int", ""),
        ("**kwargs", "**kwargs", ""),
        ('q: Annotated[str, Doc("""\n  Some\n  text.\n  """)] = ""', "q: str = ''", "Some\ntext."),
        ("m: Annotated[Any, Doc('M')] = Default(None)", "m: Any", "M"),
        ("m: Any = Undefined", "m: Any", ""),
        ("m: Any = _Unset", "m: Any", ""),
        ("price: float = Field(gt=0)", "price: float", ""),
        ("price: float = Field(1, description='In euros')", "price: float = 1", "In euros"),
        ("price: float = Field(default=1)", "price: float = 1", ""),
        ("price: Annotated[float, Field(description='In euros')]", "price: float", "In euros"),
        ("s: Store = Depends(get_store)", "s: Store = Depends(get_store)", ""),
        (f"x: str = '{'long' * 20}'", "x: str", ""),
        ("x: int = (", "x", ""),
    ],
)
def test_declarations(written: str, read: str, documentation: str) -> None:
    found = declaration(written)
    assert (str(found), found.documentation) == (read, documentation)
