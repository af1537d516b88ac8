"""When a step is done again."""

from pathlib import Path

from stamp import Stamp, key


def test_key_changes_with_content_name_and_facts(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a").write_text("1")
    keys = [key([source])]
    (source / "a").write_text("2")
    keys.append(key([source]))
    (source / "a").rename(source / "b")
    keys += [key([source]), key([source], "other machine")]
    assert len(set(keys)) == 4


def test_key_ignores_what_tools_make(tmp_path: Path) -> None:
    (tmp_path / "index.ts").write_text("1")
    before = key([tmp_path])
    for name in ("node_modules", "dist"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "made.js").write_text("1")
    assert key([tmp_path]) == before


def test_cleared_stamp_matches_nothing(tmp_path: Path) -> None:
    stamp = Stamp("name", tmp_path)
    stamp.write("key")
    assert stamp.matches("key")
    stamp.clear()
    assert not stamp.matches("key")
