"""The machine and the versions that a result belongs to."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

PACKAGES = (
    "numpy",
    "scipy",
    "polars",
    "QuantLib",
    "vollib",
    "fast-vollib",
    "pyfeng",
    "numba",
)
SIMD_FLAGS = ("avx2", "fma", "avx512f", "avx512dq", "avx512vl", "asimd", "sve")


def _cpu_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _cpu_field(*names: str) -> str:
    for line in _cpu_lines():
        key, _, value = line.partition(":")
        if key.strip() in names:
            return value.strip()
    return ""


def _compiler() -> str:
    for name in (os.environ.get("CXX"), "c++", "g++", "clang++"):
        if not name:
            continue
        try:
            shown = subprocess.run([name, "--version"], capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return shown.stdout.splitlines()[0].strip()
    return "unknown"


def load_average() -> float | None:
    """Processes that ran or waited over the last minute: what else the machine was doing."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def machine() -> dict[str, object]:
    """Describe the machine: processor, cores, SIMD sets, system, compiler (no host name)."""
    flags = _cpu_field("flags", "Features").split()
    return {
        "cpu": _cpu_field("model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "simd": [flag for flag in SIMD_FLAGS if flag in flags],
        "system": f"{platform.system()} {platform.machine()}",
        "compiler": _compiler(),
    }


def versions() -> dict[str, str | None]:
    """Versions of Python, Axiom and every peer; None where a package is not installed."""
    found: dict[str, str | None] = {"python": platform.python_version()}
    for package in ("axiom-quant", *PACKAGES):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = None
    return found
