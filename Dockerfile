# Penroll's API, relay and workers; PostgreSQL and Redis are containers of their own.
FROM python:3.13-slim AS build
# An index with torch's CPU build keeps gigabytes of GPU libraries out of the image.
ARG TORCH_INDEX=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /penroll
RUN python -m venv /venv
COPY requirements.lock pyproject.toml ./
RUN /venv/bin/pip install --no-deps --require-hashes -r requirements.lock
RUN torch="$(sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)" \
    && /venv/bin/pip install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "$torch"
COPY . .
RUN /venv/bin/pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin penroll
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 HOME=/tmp HF_HUB_OFFLINE=1 PENROLL_ENV=production
USER 10001
WORKDIR /tmp
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["penroll"]
CMD ["api"]
