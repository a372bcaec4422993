# The platform's one image; the role is its argument: orchestrator, controller, webhook, node or promote.
#
#     docker build -t statewright .
#
# Where no registry is in reach: any base with glibc, Node 20 at /usr/local/bin/node and authorities in /etc/ssl/certs,
# and the tree that `node dist/tools/image/tree.js TREE` lays out from a built checkout, with the CNI plugin put into it as
# bin/statewright-cni (`go build` in node/cni-plugin; see the stage `cni`):
#
#     buildah bud -f Dockerfile --target runtime-prebuilt --build-arg BASE=my-base -t statewright TREE

# Builders that build every stage up to the target meet the prebuilt target before those that need the network.
ARG BASE=node:20-bookworm-slim
ARG BUILD_BASE=node:20-bookworm
ARG GO_BASE=golang:1.26-bookworm

FROM ${BASE} AS base
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Statewright" \
      org.opencontainers.image.description="Runs distributed data systems on Kubernetes as durable workflows" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production
WORKDIR /app
# A number, so that Kubernetes can tell that it is not root. Nothing below /app belongs to it: it only reads.
USER 65532:65532
# The process handles SIGTERM itself; nothing needs to be written outside /tmp.
ENTRYPOINT ["/usr/local/bin/node", "/app/dist/workers/main.js"]

FROM base AS runtime-prebuilt
COPY . /app

FROM ${BUILD_BASE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && node dist/tools/image/tree.js /app

# The CNI plugin, which the role `node` puts on its machine and runs to make links.
FROM ${GO_BASE} AS cni
ARG VERSION=0.1.0
WORKDIR /src
COPY node/cni-plugin ./
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=v${VERSION}" -o /statewright-cni .

# For docker-compose.yml: makes the certificate of the admission webhook.
FROM build AS certificates
ENTRYPOINT ["/bin/sh", "/src/compose/webhook-certificate.sh"]

FROM base AS runtime
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /app /app
COPY --from=cni /statewright-cni /app/bin/statewright-cni
