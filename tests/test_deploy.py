"""What an engine is told: the Dockerfile, compose files, nginx and .env.example agree with the app.

That they work is proved by `make image-proof`, which takes minutes.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from app import DEFAULTS, FROM_ENVIRONMENT
from tests.image import compose, dockerfile

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
STAGES = dockerfile.read(DOCKERFILE)
IMAGE = STAGES[-1]
SECRETS = ("SECRET_KEY", "DATA_KEY", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD")
GIVEN = {name: f"the {name}".replace(" ", "-") for name in SECRETS}
WEB_SERVER = set(re.findall(r'environ\.get\(["\x27](\w+)', (ROOT / "gunicorn.conf.py").read_text()))
KNOWN = set(FROM_ENVIRONMENT) | WEB_SERVER
EXAMPLE = set(re.findall(r"(?m)^(\w+)=", (ROOT / ".env.example").read_text("utf-8")))
NGINX = re.sub(r"(?m)#.*$", "", (ROOT / "deploy/nginx.conf").read_text("utf-8"))
FILES = ["compose.yaml", "compose.sqlite.yaml"]

Services = dict[str, dict[str, Any]]


@pytest.fixture(params=FILES)
def services(request: pytest.FixtureRequest) -> Services:
    found: Services = compose.read(ROOT / request.param, GIVEN)["services"]
    return found


# ---- the image ----------------------------------------------------------------------------------


def test_the_image_runs_as_a_numbered_user_who_is_not_root() -> None:
    user, group = IMAGE.user
    assert user >= 1000 and group >= 1000
    order = [step.word for step in IMAGE.steps]
    assert "RUN" not in order[order.index("USER") :]


def test_the_signal_reaches_the_server_itself_and_nothing_is_built_at_the_start() -> None:
    assert IMAGE.last("CMD").is_exec and not IMAGE.all("ENTRYPOINT")
    assert IMAGE.last("CMD").words == ["python3", "-m", "gunicorn", "-c", "gunicorn.conf.py"]


def test_the_health_check_asks_whether_the_app_is_ready_without_a_shell() -> None:
    form, _, words = IMAGE.last("HEALTHCHECK").rest.partition(" ")
    assert form == "CMD"
    command = dockerfile.Step("CMD", {}, words)
    assert command.is_exec and command.words[:2] == ["python3", "-c"]
    compile(command.words[2], "HEALTHCHECK", "exec")
    assert "/readyz" in command.words[2]


def test_the_image_holds_no_secret_and_knows_its_settings() -> None:
    assert not set(IMAGE.environment) & set(SECRETS)
    system = {"PATH", "LANG", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    assert set(IMAGE.environment) - system <= KNOWN
    assert IMAGE.environment["DATA_DIR"] == IMAGE.last("VOLUME").rest


def test_packages_come_with_their_hashes_and_from_nowhere_in_particular() -> None:
    installs = [step.rest for stage in STAGES for step in stage.all("RUN") if " pip " in step.rest]
    assert installs and all("--require-hashes" in words for words in installs)
    for name in ("Dockerfile", "requirements.txt", *FILES):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"https?://(?!127\.0\.0\.1)|index-url|find-links", text), name


def test_python_in_the_image_is_one_that_the_project_supports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    least = tuple(map(int, project["requires-python"].removeprefix(">=").split(".")))
    bases = {stage.base for stage in STAGES}
    assert len(bases) == 1
    found = re.match(r"python:(\d+)\.(\d+)-slim-", bases.pop())
    assert found and (int(found[1]), int(found[2])) >= least


def test_what_is_copied_is_there_and_is_the_whole_app() -> None:
    sent = dockerfile.context(ROOT)
    names = [
        name
        for stage in STAGES
        for step in stage.all("COPY")
        if "from" not in step.options
        for name in step.words[:-1]
    ]
    for name in names:
        assert any(file == name or file.startswith(f"{name}/") for file in sent), name
    copied = {file for file in sent for name in names if f"{file}/".startswith(f"{name}/")}
    assert copied == set(sent)
    for folder in ("models", "blueprints"):
        for file in (ROOT / folder).rglob("*.py"):
            assert file.relative_to(ROOT).as_posix() in copied


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        "instance/kaimen.db",
        "tests/conftest.py",
        "models/__pycache__/base.pyc",
        "static/.DS_Store",
        "compose.yaml",
        "requirements-dev.txt",
    ],
)
def test_data_keys_and_history_are_not_sent_to_the_engine(path: str) -> None:
    assert dockerfile.Ignored((ROOT / ".dockerignore").read_text())(path)


def test_the_last_pattern_that_fits_decides() -> None:
    ignored = dockerfile.Ignored("**\n!a\n!c.py\n**/__pycache__\n# b\n")
    kept = ["a/b.py", "a/b/c/d.html", "c.py"]
    assert [
        path for path in [*kept, "d/c.py", "b", "a/__pycache__/x", "x/a"] if not ignored(path)
    ] == kept


# ---- compose ------------------------------------------------------------------------------------


def test_services_are_told_settings_that_they_know(services: Services) -> None:
    for name in ("prepare", "app"):
        assert set(compose.environment(services[name])) <= KNOWN


@pytest.mark.parametrize("file", FILES)
def test_every_variable_is_explained(file: str) -> None:
    assert compose.variables(ROOT / file) <= EXAMPLE


def test_the_example_names_no_setting_that_nobody_reads() -> None:
    used = set().union(*(compose.variables(ROOT / file) for file in FILES))
    assert KNOWN | used == EXAMPLE


@pytest.mark.parametrize("name", SECRETS)
def test_nothing_starts_without_its_secrets(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        compose.read(ROOT / "compose.yaml", GIVEN | {name: ""})


def test_only_nginx_is_reached_from_outside(services: Services) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]


def test_the_app_gets_nothing_that_it_does_not_need(services: Services) -> None:
    for name in ("prepare", "app"):
        service = services[name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert service["tmpfs"] == ["/tmp"]
        assert service["volumes"] == [f"data:{IMAGE.last('VOLUME').rest}"]
    assert services["prepare"]["command"] == ["flask", "prepare"]
    assert services["app"]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
    assert "command" not in services["app"]


def test_the_owner_s_password_is_known_to_the_database_and_to_prepare_alone() -> None:
    found = compose.read(ROOT / "compose.yaml", GIVEN)
    services = found["services"]
    holders = [name for name in services if GIVEN["OWNER_PASSWORD"] in str(services[name])]
    assert holders == ["db", "prepare"]
    assert "kaimen_owner:" in services["prepare"]["environment"]["DATABASE_URL"]
    assert "kaimen_app:" in services["app"]["environment"]["DATABASE_URL"]
    assert services["db"]["networks"] == ["inside"] and found["networks"]["inside"]["internal"]
    roles = set(re.findall(r"CREATE ROLE (\w+)", (ROOT / "deploy/roles.sh").read_text()))
    assert roles == {"kaimen_owner", "kaimen_app"}


@pytest.mark.parametrize("file", FILES)
def test_the_app_believes_nginx_and_nobody_else(file: str) -> None:
    found = compose.read(ROOT / file, GIVEN)
    app, nginx = found["services"]["app"], found["services"]["nginx"]
    subnet = found["networks"]["web"]["ipam"]["config"][0]["subnet"]
    assert app["environment"]["TRUSTED_PROXIES"] == subnet
    assert nginx["networks"] == ["web"]
    on_it = [name for name, one in found["services"].items() if "web" in one["networks"]]
    assert set(on_it) <= {"prepare", "app", "nginx"}


@pytest.mark.parametrize("file", FILES)
def test_files_and_volumes_that_are_mounted_exist(file: str) -> None:
    found = compose.read(ROOT / file, GIVEN)
    mounts = [m for service in found["services"].values() for m in service.get("volumes", [])]
    assert mounts
    for mounted in mounts:
        source = mounted.split(":")[0]
        there = (ROOT / source).is_file() if source.startswith("./") else source in found["volumes"]
        assert there, mounted


def test_both_files_run_the_same_app() -> None:
    full, small = (yaml.safe_load((ROOT / file).read_text("utf-8")) for file in FILES)
    settings = dict(full["x-settings"])
    settings.pop("DATABASE_URL")
    assert small["services"]["app"]["environment"] == settings
    assert small["services"]["nginx"] == full["services"]["nginx"]


# ---- nginx --------------------------------------------------------------------------------------


def location(name: str) -> str:
    found = re.search(rf"location {re.escape(name)} \{{(.*?)\}}", NGINX, re.S)
    assert found, f"no location {name}"
    return found[1]


def test_live_pages_are_not_buffered_and_stay_open() -> None:
    live = location("/live")
    assert re.search(r"proxy_buffering\s+off;", live)
    assert re.search(r"proxy_read_timeout\s+\d+h;", live)


def test_nginx_takes_bodies_as_large_as_the_app_does() -> None:
    size = re.search(r"client_max_body_size\s+(\d+)m;", NGINX)
    assert size and int(size[1]) * 1024 * 1024 == DEFAULTS["MAX_CONTENT_LENGTH"]


def test_nginx_replaces_the_headers_that_the_app_believes() -> None:
    assert "X-Forwarded-For $remote_addr;" in NGINX
    assert "X-Forwarded-Proto $scheme;" in NGINX
    for name in ("/live", "/"):
        assert "proxy_set_header" not in location(name)  # one would drop all that were set above


def test_nginx_keeps_no_record_of_who_opened_what() -> None:
    assert "access_log off;" in NGINX


def test_pages_with_a_token_are_not_compressed() -> None:
    assert "gzip on" in location("~ ^/(static|styles)/")
    assert NGINX.count("gzip on") == 1
