# API and console of a city whose watches and functions run in pods of their own. From the repository's root:
#   docker buildx build --platform linux/amd64,linux/arm64 -f deploy/city.Dockerfile -t registry.example.org/bonghwa/city:0.1.0 --push .
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS source
WORKDIR /opt/bonghwa
COPY . .

FROM source AS pages
RUN npm ci --ignore-scripts && npm run build --workspace dashboard

FROM source AS packages
ARG TARGETARCH
RUN sh deploy/packages.sh "$TARGETARCH"

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /opt/bonghwa
COPY package.json ./
COPY platform platform
COPY safety safety
COPY models models
COPY --from=packages /opt/bonghwa/node_modules node_modules
COPY --from=pages /opt/bonghwa/dashboard/dist dashboard/dist
USER 10001
ENTRYPOINT ["node", "/opt/bonghwa/safety/bin/city.js"]
