"""Folders of the benchmark."""

from pathlib import Path

__all__ = ["BUILD", "RESULTS", "ROOT", "SERVER"]

SERVER = Path(__file__).resolve().parents[1]
ROOT = SERVER.parents[1]
RESULTS = SERVER / "results"
# Where the databases are, and the results of a run in part.
BUILD = ROOT / "build" / "benchmark"
