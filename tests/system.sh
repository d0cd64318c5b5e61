#!/bin/sh
# What the tests need beyond Python: a browser, a Chinese font, a PostgreSQL server, and LibreOffice
# in place of Word (about 200 MB, a minute).
set -eu

missing=
command -v chromium >/dev/null || missing="$missing chromium"
fc-list :lang=zh-cn 2>/dev/null | grep -q . || missing="$missing fontconfig fonts-noto-cjk"
command -v soffice >/dev/null || missing="$missing libreoffice-writer-nogui"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests need:$missing. On Debian: sudo apt-get install$missing" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # a list of package names
apt-get install -qq -y --no-install-recommends $missing >/dev/null
