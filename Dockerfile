# One image for web, and later for the worker.
FROM python:3.12-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PRODUCTION=1
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && useradd --system --create-home tracker
COPY . .
# a throw-away key and host: collectstatic needs settings that load, and nothing of them stays
RUN SECRET_KEY=build ALLOWED_HOSTS=localhost DATABASE_URL=postgres://build@localhost/build \
    python -m django collectstatic --noinput --settings tracker.settings
USER tracker
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD \
    python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"
CMD ["sh", "-c", "python manage.py migrate --noinput && python manage.py roles && exec gunicorn -c python:tracker.gunicorn tracker.wsgi"]
