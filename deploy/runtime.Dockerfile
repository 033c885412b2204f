# What pods of functions, gateway and doorbell run: Node, and 3 MB of JavaScript without packages. From the repository's root:
#   docker buildx build --platform linux/amd64,linux/arm64 -f deploy/runtime.Dockerfile -t registry.example.org/bonghwa/runtime:0.1.0 --push .
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --workspace platform --omit=dev --ignore-scripts && node platform/build.ts /opt/bonghwa

FROM node:24-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /opt/bonghwa /opt/bonghwa
USER 10001
ENTRYPOINT ["node", "/opt/bonghwa/bonghwa.js"]
