"""How an OpenSearch cluster is reached, and what is said when it is not. The only file that knows `opensearchpy`.

`GUIJI_OPENSEARCH_URL` (several parted by commas), `…_USER`, `…_PASSWORD`, `…_CA` (a file of trusted
certificates), `…_PREFIX`, `…_SHARDS`, `…_REPLICAS`, `…_TIMEOUT` (seconds).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException, RequestError, TransportError
from opensearchpy.helpers import parallel_bulk

from search.engine import EngineGone

__all__ = ["ATTEMPTS", "OpenSearch", "RequestError", "Settings", "faults_named", "parallel_bulk"]

ATTEMPTS = 8
"""Times that anything is asked before the cluster is given up."""

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the cluster is reached and how an index is spread over it."""

    hosts: tuple[str, ...] = ("http://127.0.0.1:9200",)
    user: str = ""
    password: str = ""
    certificates: str = ""
    prefix: str = "guiji"
    shards: int = 3
    replicas: int = 1
    timeout: float = 10.0

    @classmethod
    def from_environment(cls, given: Mapping[str, str] = os.environ) -> Settings:
        """The settings in the environment *given*. Raises EngineGone for a number that is none."""
        prefix = "GUIJI_OPENSEARCH_"
        return cls(
            hosts=tuple(given.get(f"{prefix}URL", cls().hosts[0]).split(",")),
            user=given.get(f"{prefix}USER", ""),
            password=given.get(f"{prefix}PASSWORD", ""),
            certificates=given.get(f"{prefix}CA", ""),
            prefix=given.get(f"{prefix}PREFIX", "guiji"),
            shards=int(_number(given, f"{prefix}SHARDS", 3)),
            replicas=int(_number(given, f"{prefix}REPLICAS", 1)),
            timeout=_number(given, f"{prefix}TIMEOUT", 10),
        )

    def client(self) -> OpenSearch:
        """A client that asks another node when one is gone."""
        return OpenSearch(
            list(self.hosts),
            http_auth=(self.user, self.password) if self.user else None,
            ca_certs=self.certificates or None,
            timeout=self.timeout,
            max_retries=ATTEMPTS,
            retry_on_timeout=True,
            retry_on_status=(429, 502, 503, 504),
        )


def _number(given: Mapping[str, str], name: str, default: float) -> float:
    text = given.get(name, str(default))
    try:
        return float(text)
    except ValueError:
        raise EngineGone(f"环境变量 {name} 应是一个数，现在是“{text}”") from None


def faults_named(asking: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """*asking*, with every fault of the cluster as one EngineGone."""

    @wraps(asking)
    def asked(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        try:
            return asking(*args, **kwargs)
        except OpenSearchException as error:
            raise EngineGone(_reason(error)) from error

    return asked


def _reason(error: OpenSearchException) -> str:
    if isinstance(error, TransportError):
        return {401: "用户名或密码不对", 403: "没有权限", 404: "集群里没有这个索引"}.get(
            error.status_code if isinstance(error.status_code, int) else 0,
            f"{error.status_code} {error.error}"[:200],
        )
    return f"{error}"[:200]
