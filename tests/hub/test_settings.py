"""What the hub's settings say, without a hub: hub.toml, JupyterHub's own reading of the settings, and the cluster's files."""

import json
import os
import pwd
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import kubernetes_validate
import msgspec
import pytest
import yaml
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

ROOT = Path(__file__).resolve().parents[2]
HUB = ROOT / "deploy" / "hub"
sys.path[:0] = [str(HUB), str(HUB / "kubernetes")]

import people  # noqa: E402
import set_up  # noqa: E402
from hub import Hub, read  # noqa: E402

MANIFESTS = sorted((HUB / "kubernetes" / "manifests").glob("*.yaml"))


def described(tmp_path: Path, **lists: list[str]) -> Hub:
    text = (HUB / "hub.toml").read_text(encoding="utf-8")
    for name, members in lists.items():
        text = re.sub(rf"^{name} = .*$", f"{name} = {json.dumps(members)}", text, flags=re.MULTILINE)
    file = tmp_path / "hub.toml"
    file.write_text(text, encoding="utf-8")
    return read(file)


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        ({"students": ["ann; rm"]}, "not a name of a-z and 0-9, with - . _ between them: 'ann; rm'"),
        ({"students": ["../ann"]}, "not a name"),
        ({"students": ["ann+a2"]}, "not a name"),
        ({"students": ["grader-alliance"]}, "owns the course and cannot be a person in it"),
        ({"students": [], "instructors": []}, "nobody is in the course"),
    ],
)
def test_a_list_that_cannot_be_is_one_sentence(
    lists: dict[str, list[str]], said: str, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit, match=re.escape(said)) as refused:
        described(tmp_path, **lists)
    assert str(refused.value).endswith("Mend it and try again.")
    assert "\n" not in str(refused.value)


def test_who_has_left_is_in_no_group_and_changes_nobodys_number(tmp_path: Path) -> None:
    before = described(tmp_path, students=["ann", "ben"])
    after = described(tmp_path, students=["ann", "ben", "cleo"], left=["ann"])
    assert after.people == ("instructor", "ben", "cleo")
    assert after.groups_of("ann") == []
    assert after.groups_of("ben") == ["nbgrader-alliance"]
    assert after.groups_of("instructor") == ["formgrade-alliance", "nbgrader-alliance"]
    assert people.numbers(after).items() >= people.numbers(before).items()


def test_jupyterhub_reads_the_settings_and_they_are_closed() -> None:
    """JupyterHub's own classes take every value; a name that it does not know would be an error in its log alone."""
    from jupyterhub.app import JupyterHub

    path = os.environ["PATH"]
    try:
        config = PyFileConfigLoader("jupyterhub_config.py", path=str(HUB)).load_config()
    finally:
        os.environ["PATH"] = path
    app = JupyterHub(config=config)
    known = {one.__name__: one for one in app.classes for one in one.mro() if hasattr(one, "class_traits")}
    for section, values in config.items():
        for name in values:
            assert name in known[section].class_traits(config=True), f"{section}.{name}"
    authenticator = app.authenticator_class(config=config)
    assert not authenticator.allow_all
    assert not authenticator.allow_existing_users
    assert not authenticator.admin_users
    assert authenticator.check_allowed("student", None)
    assert not authenticator.check_allowed("somebody", None)
    assert app.bind_url.startswith("http://127.0.0.1:")
    first = config.Spawner.default_url.removeprefix("/lab/tree/")
    assert (ROOT / "course" / first).is_file()


@pytest.mark.parametrize("file", MANIFESTS, ids=lambda file: file.stem)
def test_manifests_are_what_kubernetes_takes(file: Path) -> None:
    for document in yaml.safe_load_all(file.read_text(encoding="utf-8")):
        kubernetes_validate.validate(document, "1.34", strict=True)


def leaves(values: dict[str, Any], known: dict[str, str], under: str = "") -> None:
    """Hold every key against the chart's; `*` stands for any one name."""
    for name, value in values.items():
        path = f"{under}{name}"
        form = next(
            (one for one in known if re.fullmatch(re.escape(one).replace(r"\*", "[^.]+"), path)), None
        )
        if form is None:
            assert isinstance(value, dict), f"the chart has no {path}"
            leaves(value, known, f"{path}.")
        elif known[form] != "open":
            kinds = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "array": list}
            assert isinstance(value, kinds[known[form]]), path


def values() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HUB / "kubernetes" / "values.yaml").read_text(encoding="utf-8"))
    return found


def test_the_charts_keys_are_its_own() -> None:
    known = yaml.safe_load((ROOT / "tests" / "hub" / "chart_keys.yaml").read_text(encoding="utf-8"))
    leaves(values(), known)
    leaves(people.values(read()), known)


def test_the_code_in_the_values_runs_and_gives_each_their_number_and_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = described(tmp_path, students=["ann", "ben"], left=["ben"])
    file = tmp_path / "people.json"
    file.write_text(json.dumps(people.values(hub)["hub"]["extraFiles"]["people"]["data"]), encoding="utf-8")
    monkeypatch.setenv("ALLIANCE_PEOPLE", str(file))
    (tmp_path / "course.py").write_text(values()["hub"]["extraConfig"]["course.py"], encoding="utf-8")
    config: Config = PyFileConfigLoader("course.py", path=str(tmp_path)).load_config()
    hook = config.Authenticator.post_auth_hook
    for name in ("instructor", "ann", "ben"):
        assert hook(None, None, {"name": name})["groups"] == hub.groups_of(name)
    ann = SimpleNamespace(user=SimpleNamespace(name="ann"))
    assert config.KubeSpawner.uid(ann) == config.KubeSpawner.gid(ann) == 20_000
    assert f"ann:x:{config.KubeSpawner.fs_gid(ann)}:" in people.passwd(hub)


@pytest.mark.skipif(os.geteuid() != 0, reason="folders are given to another account by root alone")
def test_the_clusters_exchange_is_made_as_that_of_one_server(tmp_path: Path) -> None:
    """The job's own lines are run here; only the place is another."""
    documents = yaml.safe_load_all(MANIFESTS[1].read_text(encoding="utf-8"))
    (job,) = (one for one in documents if one["kind"] == "Job")
    (container,) = job["spec"]["template"]["spec"]["containers"]
    *shell, lines = container["command"]
    place = tmp_path / "exchange"
    subprocess.run([*shell, lines.replace("/exchange", str(place))], check=True)
    for name, mode in set_up.EXCHANGE.items():
        made = (place / name.format(course="alliance")).stat()
        assert (made.st_mode & 0o7777, made.st_uid, made.st_gid) == (mode, people.GRADER, people.GRADER), name


@pytest.mark.skipif(os.geteuid() != 0, reason="folders are given to another account by root alone")
@pytest.mark.parametrize("planted", ["exchange/alliance", "course/gradebook"])
def test_a_link_that_somebody_planted_hands_nothing_over(tmp_path: Path, planted: str) -> None:
    """Whoever may write in the exchange or in the course cannot be given a folder of the system by the next set-up."""
    system = tmp_path / "system"
    system.mkdir(mode=0o750)
    (system / "secrets").touch(mode=0o600)
    for name in ("course", "exchange"):
        (tmp_path / name).mkdir()
    (tmp_path / "course" / "nbgrader_config.py").touch()
    (tmp_path / "course" / "link").symlink_to(system)
    (tmp_path / planted).symlink_to(system)
    places = msgspec.structs.replace(
        described(tmp_path).places, course=tmp_path / "course", exchange=tmp_path / "exchange"
    )
    hub = msgspec.structs.replace(described(tmp_path), places=places, grader="nobody")
    make = set_up.course if planted.startswith("course") else set_up.exchange
    with pytest.raises(SystemExit, match="is a link or a file; look who put it there"):
        make(hub)
    assert (system.stat().st_uid, system.stat().st_mode & 0o7777) == (0, 0o750)
    assert (system / "secrets").stat().st_uid == 0
    if make is set_up.course:
        assert (tmp_path / "course" / "nbgrader_config.py").stat().st_uid == pwd.getpwnam("nobody").pw_uid
