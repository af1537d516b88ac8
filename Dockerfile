# syntax=docker/dockerfile:1
# The API and the built app in one image, without root. docs/deploy/docker.md

FROM node:24-slim AS app
WORKDIR /src
COPY package.json package-lock.json .npmrc tsconfig.base.json ./
COPY safejwt-js/package.json safejwt-js/
COPY frontend/package.json frontend/
RUN npm ci --workspace safejwt-js --workspace frontend --include-workspace-root --no-audit --no-fund
COPY safejwt-js safejwt-js
COPY frontend frontend
RUN npm run build --workspace safejwt-js && npm run build --workspace frontend

FROM python:3.13-slim AS packages
WORKDIR /src
COPY requirements/uv.txt requirements/run.txt requirements/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY django-safejwt django-safejwt
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation ./django-safejwt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_DEBUG=False DJANGO_ENV_FILE=/dev/null
RUN useradd --uid 10001 safejwt
COPY --from=packages /venv /venv
COPY backend /app/backend
COPY --from=app /src/frontend/dist /app/frontend/dist
WORKDIR /app/backend
USER 10001
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["gunicorn", "--bind=0.0.0.0:8000"]
