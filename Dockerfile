# One image; the command decides: serve, worker or simulator.
#   docker run --rm ledgergate keygen
#   docker run --rm ledgergate serve --help

FROM python:3.11-slim-bookworm AS build
ENV PIP_CACHE_DIR=/var/cache/pip
WORKDIR /app
COPY requirements.lock ./
# hadolint ignore=DL3042  # the cache is mounted, it does not become part of the image
RUN --mount=type=cache,target=/var/cache/pip \
    python -m venv --without-pip .venv \
    && pip --python .venv/bin/python install -qq --no-deps --only-binary=:all: \
        --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY gateway gateway
COPY adapters adapters
COPY migrations migrations
# Nothing is fetched here: the lock brought the build tool along. Compiled now, because the user
# that runs it may not write here.
RUN pip --python .venv/bin/python install -qq --no-cache-dir --no-index --no-deps \
        --no-build-isolation --editable . \
    && .venv/bin/python -m compileall -q gateway adapters migrations \
    && mkdir /data

FROM python:3.11-slim-bookworm
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /data /data
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LEDGERGATE_HOST=0.0.0.0 \
    LEDGERGATE_DATABASE_URL=sqlite:////data/ledgergate.db
# The only place that is written to; the rest may be mounted read-only.
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 8000
# For `serve`; the other commands listen elsewhere or not at all and switch it off.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
ENTRYPOINT ["ledgergate"]
CMD ["serve"]
