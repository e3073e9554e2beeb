FROM python:3.12-slim AS app
WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN pip install --no-cache-dir -r requirements.txt -c constraints.txt
COPY . .
# All that the app would write at its start; so it also runs with `docker run --read-only`.
RUN chmod -R a+rX . && python -m compileall -q . && python -m ui.preparation
# A user without a name, a home or a file of its own: Streamlit needs none of them here.
USER 65532:65532
# All threads share two heaps of the C library: what is free in one is of no use to the others.
ENV MALLOC_ARENA_MAX=2
EXPOSE 8501
# Without urllib, which would ask the proxy of the host.
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["python", "-c", \
    "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8501, timeout=2); c.request('GET', '/_stcore/health'); r = c.getresponse(); assert (r.status, r.read()) == (200, b'ok')"]
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", \
    "--server.headless=true"]

# In front of several of them: nginx, which serves what never changes by itself.
FROM app AS proxy
USER root:root
RUN apt-get update && apt-get install --yes --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/* && python -m deploy.public /srv/playground
USER 65532:65532
ENV PUBLIC=/srv/playground PORT=8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["python", "-c", \
    "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8080, timeout=2); c.request('GET', '/_stcore/health'); r = c.getresponse(); assert (r.status, r.read()) == (200, b'ok')"]
CMD ["python", "-m", "deploy.proxy"]

# What `docker build .` makes, if nothing else is asked for.
FROM app
