# What pods, gateway and doorbell run. Build it from the repository's root:
#   docker build -f deploy/runtime.Dockerfile -t bonghwa/runtime:0.1.0 .
FROM node:24-bookworm-slim AS build
WORKDIR /opt/bonghwa
COPY . .
RUN npm ci --workspace platform --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /opt/bonghwa/node_modules /opt/bonghwa/node_modules
COPY --from=build /opt/bonghwa/platform /opt/bonghwa/platform
USER 10001
ENTRYPOINT ["node", "/opt/bonghwa/platform/bin/bonghwa.js"]
