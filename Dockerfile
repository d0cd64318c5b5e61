# The app alone; PostgreSQL and nginx stand beside it (compose.yaml). `make image-proof` performs
# these same steps in a plain Debian, which needs no container engine.

FROM python:3.13-slim-trixie AS packages
COPY requirements.txt /tmp/requirements.txt
# Ready-made wheels with the hashes that are written down, or nothing: no compiler is ever wanted.
RUN python3 -m venv /opt/kaimen && \
    /opt/kaimen/bin/python -m pip install --no-cache-dir --require-hashes --only-binary :all: \
        --requirement /tmp/requirements.txt

FROM python:3.13-slim-trixie
# The PDF engine came with the packages. It sets papers in the 仿宋, 楷体, 黑体 and 小标宋 of the county
# when they are mounted under /usr/share/fonts; they may not be shipped with software. Else in Noto Serif
# CJK SC and Noto Sans CJK SC (SIL Open Font License 1.1), with a bold, and every rare name's character.
RUN apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        fontconfig fonts-noto-cjk && \
    fc-cache -f && \
    rm -rf /var/lib/apt/lists/*

# The number is fixed: the files of a volume or of a folder of the host belong to it.
RUN groupadd --gid 10001 kaimen && \
    useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin kaimen && \
    install -d -o kaimen -g kaimen -m 0700 /data

COPY --from=packages /opt/kaimen /opt/kaimen
WORKDIR /srv/kaimen
COPY app.py gunicorn.conf.py ./
COPY models models
COPY blueprints blueprints
COPY templates templates
COPY static static
# Bytecode now: the root file system is read-only later.
RUN /opt/kaimen/bin/python -m compileall -q app.py models blueprints && \
    KAIMEN_ENV=demo DATA_DIR=/tmp/compiling /opt/kaimen/bin/python -m flask compile-templates && \
    rm -r /tmp/compiling

# No setting is a secret; those come with the environment (.env.example).
ENV PATH=/opt/kaimen/bin:/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    HOST=0.0.0.0 \
    PORT=8000

# As a number, so that an engine can see that it is not root.
USER 10001:10001
VOLUME /data
EXPOSE 8000

# Ready means: the database is there and migrated. A proxy set for the whole machine is not asked.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['PORT'] + '/readyz', timeout=4)"]

# gunicorn itself gets the signal: pages in hand are finished, live streams end, within 3 seconds.
# Nothing is migrated at the start; that is `flask prepare`, by the owner of the tables.
STOPSIGNAL SIGTERM
CMD ["python3", "-m", "gunicorn", "-c", "gunicorn.conf.py"]
