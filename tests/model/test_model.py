"""The rules of rotation, checked over all states of small configurations (protocol/model).

Each configuration holds; at smaller values it does not; without any one of the rules one of them does not.
"""

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from checker import MODEL, RULES, Configuration, Result, check, read
from java import missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

NAMES = sorted(path.stem for path in MODEL.glob("*.cfg"))
CHECKS = ("database", "none")

# For each configuration the smallest values at which it holds, less one.
TOO_SMALL = {
    "network": {"Grace": 1, "Interval": 4},
    "clocks": {"Grace": 2, "Interval": 4},
    "crash": {"Grace": 4, "Interval": 5},
    "failover": {"Grace": 1, "Interval": 6},
    "crash-and-failover": {"Interval": 5},
    "three-tabs": {"Grace": 2, "Interval": 3},
}

# For each rule a configuration that needs it, and the property that is lost without it.
NEEDED_BY = {
    "repeatInInterval": ("network", "HonestStayIn"),
    "intervalFromUse": ("network", "HonestStayIn"),
    "repeatWithoutCookie": ("network", "HonestStayIn"),
    "refreshMarks": ("thief", "TheftNoticed"),
    "conditionalUpdate": ("network", "HonestStayIn"),
    "retryInGrace": ("network", "HonestStayIn"),
    "graceFromUse": ("network", "HonestStayIn"),
    "resendUnseen": ("network", "HonestStayIn"),
    "resendIsUse": ("network", "HonestStayIn"),
    "onlyOneLateResend": ("thief-apart", "TheftEnds"),
    "catchUp": ("failover", "HonestStayIn"),
    "catchUpByAccess": ("failover", "AccessAccepted"),
    "restoredIsNoAlarm": ("restored-backup", "NoFalseAlarm"),
    "reuseEnds": ("thief", "NoFork"),
    "accessMarks": ("thief", "TheftNoticed"),
    "logoutDeletes": ("network", "LogoutEnds"),
}
# Rules that only one kind of session check has.
ONLY_WITH = {"onlyOneLateResend": "none", "catchUpByAccess": "database", "accessMarks": "database"}


def violation(name: str) -> str:
    """The property that a configuration is to violate, as its comment says. Most violate none."""
    return "".join(re.findall(r"^\\\* Violates: (\w+)$", read(name), re.M))


def session_checks(name: str) -> tuple[str, ...]:
    return ("none",) if 'SessionCheck = "none"' in read(name) else CHECKS


def with_check(name: str, session_check: str, **constants: object) -> Configuration:
    return Configuration(name, (("SessionCheck", f'"{session_check}"'), *constants.items()))


def without(rule: str) -> Configuration:
    name = NEEDED_BY[rule][0]
    changed = with_check(name, ONLY_WITH.get(rule, "database"))
    return Configuration(name, changed.constants, tuple(kept for kept in RULES if kept != rule))


AS_WRITTEN = [with_check(name, session_check) for name in NAMES for session_check in session_checks(name)]
SMALLER = [
    with_check(name, session_check, **{constant: value})
    for name, values in TOO_SMALL.items()
    for constant, value in values.items()
    for session_check in CHECKS
]
DROPPED_IDEA = Configuration("network", rules=(*RULES, "reauthenticationRotates"))
OTHER_IDEA = Configuration("failover-loses-resend", rules=(*RULES, "rotateOnlySeen"))


def label(value: object) -> str:
    if not isinstance(value, Configuration):
        return str(value)
    return " ".join([value.name, *(f"{constant}={number}" for constant, number in value.constants)])


Runs = dict[Configuration, Future[Result]]


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest) -> Iterator[Runs]:
    """The runs of all selected tests, two at a time."""
    wanted = [
        item.callspec.params["configuration"] for item in request.session.items if isinstance(item, pytest.Function)
    ]
    with ThreadPoolExecutor(2) as pool:
        yield {each: pool.submit(check, each) for each in wanted if isinstance(each, Configuration)}
        pool.shutdown(cancel_futures=True)


@pytest.fixture
def result(configuration: Configuration, runs: Runs) -> Result:
    return runs[configuration].result()


@pytest.mark.parametrize("configuration", AS_WRITTEN, ids=label)
def test_configuration_holds_or_violates_what_it_says(configuration: Configuration, result: Result) -> None:
    assert result.violated == violation(configuration.name), result.output


@pytest.mark.parametrize("configuration", SMALLER, ids=label)
def test_smaller_grace_or_interval_logs_honest_users_out(configuration: Configuration, result: Result) -> None:
    assert result.violated == "HonestStayIn"


@pytest.mark.parametrize(("rule", "configuration"), [(rule, without(rule)) for rule in RULES], ids=label)
def test_each_rule_is_needed(rule: str, configuration: Configuration, result: Result) -> None:
    assert result.violated == NEEDED_BY[rule][1]


@pytest.mark.parametrize("configuration", [DROPPED_IDEA], ids=label)
def test_rotating_after_reauthentication_logs_honest_users_out(configuration: Configuration, result: Result) -> None:
    assert result.violated == "HonestStayIn"


@pytest.mark.parametrize("configuration", [OTHER_IDEA], ids=label)
def test_rotating_only_seen_tokens_survives_a_lost_resend(configuration: Configuration, result: Result) -> None:
    assert not result.violated, result.output
