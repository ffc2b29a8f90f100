"""What `Depends(f)` gives a path operation: not itself, but the result of `f`.

FastAPI annotates it with `Any`. This teaches jedi better, in the way of its own plugins.
"""

from collections.abc import Callable
from typing import Any

from jedi.inference.base_value import NO_VALUES
from jedi.plugins import plugin_manager

_DEPENDENCIES = {
    ("fastapi.param_functions", "Depends"),
    ("fastapi.param_functions", "Security"),
}


class _Plugin:
    """Stands between jedi and the execution of any function."""

    @staticmethod
    def execute(callback: Callable[..., Any]) -> Callable[..., Any]:
        def execute(value: Any, arguments: Any) -> Any:
            if _full_name(value) in _DEPENDENCIES:
                return _results(arguments) or callback(value, arguments=arguments)
            return callback(value, arguments=arguments)

        return execute


def _full_name(value: Any) -> tuple[str, str] | None:
    if not value.is_function() or value.parent_context is None:
        return None
    return value.get_root_context().py__name__(), value.name.string_name


def _results(arguments: Any) -> Any:
    """What the function that is passed first returns, yields or awaits."""
    for key, lazy in arguments.unpack():
        if key not in (None, "dependency"):
            continue
        results = NO_VALUES
        for dependency in lazy.infer():
            found = dependency.execute_with_values()
            results |= _given(dependency, found)
        return results
    return NO_VALUES


def _given(dependency: Any, results: Any) -> Any:
    """A generator's first value; a coroutine's result."""
    node = getattr(dependency, "tree_node", None)
    if node is None or node.type != "funcdef":
        return results
    is_async = node.parent.type in ("async_stmt", "async_funcdef")
    if node.is_generator() and (is_async or node.annotation is None):
        return dependency.as_context().merge_yield_values(is_async=is_async)
    if node.is_generator():
        return results.py__getattribute__("__next__").execute_with_values()
    return results.py__await__().py__stop_iteration_returns() if is_async else results


def teach_jedi() -> None:
    """From now on, for all that jedi infers in this process."""
    plugin_manager.register(_Plugin)
