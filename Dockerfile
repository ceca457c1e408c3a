# docker build -t acrctl . && docker run --rm -v "$PWD:/work" acrctl plan
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm pack && tar -xzf acrctl-*.tgz

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="acrctl" \
      org.opencontainers.image.description="Plan, apply and verify the networking of Azure Container Registries from YAML" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/node:24.21.0-bookworm-slim"
COPY --from=build /build/package/ /opt/acrctl/
USER node
WORKDIR /work
ENTRYPOINT ["node", "/opt/acrctl/bin/acrctl.js"]
CMD ["--help"]
