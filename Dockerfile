# The image `storyboard` of deploy/compose.yaml: web server and workers alike. With a graphics card:
#   docker build -t storyboard --build-arg TORCH_INDEX=https://download.pytorch.org/whl/cu130 .
ARG NODE=22
ARG PYTHON=3.11

FROM node:${NODE}-slim AS editor
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY storyboard/publishing/fonts /build/storyboard/publishing/fonts
COPY frontend ./
RUN npm run build

FROM python:${PYTHON}-slim AS studio
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
# Typefaces and the press's colour profile of `make printing`; the readers of its tests are not needed here.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-lxgw-wenkai fonts-klee fonts-nanum libgs-common \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/storyboard
COPY requirements.txt ./
# Torch first: any later resolver then finds it there and does not replace it with another build.
RUN pip install --no-cache-dir --index-url "$TORCH_INDEX" "$(grep -o '^torch==[^ ]*' requirements.txt)" \
 && pip install --no-cache-dir -r requirements.txt
COPY manage.py ./
COPY oneactor oneactor
COPY jobs jobs
COPY characters characters
COPY storyboard storyboard
COPY --from=editor /build/frontend/dist frontend/dist
RUN useradd --system --uid 10001 --home-dir /data storyboard && install -d -o storyboard /data
ENV STORY_DATA=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER storyboard
VOLUME /data
EXPOSE 8000
# As a browser would ask, since other hosts are refused.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-c", "import os; from urllib import parse, request; host = parse.urlsplit(os.environ['STORY_ORIGIN']).netloc; request.urlopen(request.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=4)"]
CMD ["python", "-m", "uvicorn", "storyboard.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--lifespan", "off", "--ws", "websockets-sansio"]
