# graphsvc in a container: built from the pinned lock, run as a user of its own, nothing fetched at run time.
# Whoever hands this image on hands on a combined work with igraph: the GPL applies to it (README, Licence).

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/graphsvc \
    && /opt/graphsvc/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY queries/ queries/
COPY loaders/ loaders/
COPY viz/ viz/
COPY graphsvc/ graphsvc/
RUN /opt/graphsvc/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin graphsvc \
    && install -d -o graphsvc -g graphsvc -m 0750 /data /var/cache/graphsvc
COPY --from=build /opt/graphsvc /opt/graphsvc
COPY LICENSE /usr/share/doc/graphsvc/
ENV PATH=/opt/graphsvc/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NUMBA_CACHE_DIR=/var/cache/graphsvc \
    GRAPHSVC_STORE_URL=sqlite:////data/store.db
USER graphsvc
WORKDIR /data
# A small chain through the program, and published figures worked out anew: an image that cannot answer, or answers
# otherwise than printed, is not made, and its compiled loops are kept.
RUN export GRAPHSVC_STORE_URL=sqlite:////tmp/try/store.db \
    && python -m graphsvc.samples.workbooks /tmp/try \
    && graphsvc load /tmp/try/tyre.xlsx \
    && graphsvc ask resilience \
    && graphsvc ask choke-points \
    && graphsvc ask firm-outage -p firm=91370300FAKE01032D \
    && graphsvc selfcheck \
    && rm -r /tmp/try
VOLUME ["/data", "/var/cache/graphsvc"]
# Whether it answers; whether what it answers is right is a matter of the installation: /selfcheck, asked once.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["graphsvc"]
CMD ["serve", "--host", "127.0.0.1", "--port", "8000"]
