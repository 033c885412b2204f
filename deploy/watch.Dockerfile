# What watches and functions of the city run: Node, their bundles, ONNX Runtime, ffmpeg and the models. From the repository's root:
#   docker buildx build --platform linux/amd64,linux/arm64 -f deploy/watch.Dockerfile -t registry.example.org/bonghwa/watch:0.1.0 --push .
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS source
WORKDIR /opt/bonghwa
COPY . .

FROM source AS code
RUN npm ci --workspace platform --workspace safety --omit=dev --ignore-scripts \
  && node platform/build.ts /out \
  && node safety/build.ts /out/functions

# Packages of the machine that it will run on; bundles import them by this very path.
FROM source AS packages
ARG TARGETARCH
RUN sh deploy/packages.sh "$TARGETARCH"

FROM node:24-bookworm-slim
ENV NODE_ENV=production
COPY --from=code /out /opt/bonghwa
COPY --from=packages /opt/bonghwa/node_modules /opt/bonghwa/node_modules
COPY models /opt/bonghwa/models
COPY safety/city /opt/bonghwa/safety/city
USER 10001
ENTRYPOINT ["node", "/opt/bonghwa/bonghwa.js"]
