"""Every address of the product, read from the resolver: nothing is typed here, so nothing can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

ADMIN = "soan-thao/"


@dataclass(frozen=True)
class Address:
    """One address: its name with namespace, its route, the names of its arguments."""

    name: str
    route: str
    arguments: tuple[str, ...]

    @property
    def is_admin(self) -> bool:
        return self.route.startswith(ADMIN)


def addresses() -> list[Address]:
    """All addresses; one without a name is given its route as name, so that it needs a row too."""
    return list(_walk(get_resolver(), prefix="", namespace="", inherited=()))


def _walk(resolver: URLResolver, *, prefix: str, namespace: str, inherited: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        arguments = inherited + _arguments(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, prefix=route, namespace=inner, inherited=arguments)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name or route}", route, arguments)


def _arguments(pattern) -> tuple[str, ...]:
    regex = pattern.pattern.regex
    named = tuple(regex.groupindex)
    return named or tuple(f"_{number}" for number in range(regex.groups))
