# Builds the image of Monolith: `docker build -t monolith .` from the root of the repository, with BuildKit.
# Tags say what is meant, digests say exactly which: eng/pin-images.sh moves the digests to what the tags point at now.
ARG NODE_IMAGE=node:20-bookworm-slim@sha256:2cf067cfed83d5ea958367df9f966191a942351a2df77d6f0193e162b5febfc0
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0.401-noble@sha256:35d40304542c8689331f8cab17c65926cdf48fe711e289321d71924b230a7d29
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0.12-noble@sha256:2d584d8147faddb0d678c5748d47953e5b8e18621ed4fb7049a91381d9d7746f

# The ClickHouse engine, from the package that its lock file names.
FROM ${NODE_IMAGE} AS engine
WORKDIR /engine
COPY src/Platform/Engine/native/package.json src/Platform/Engine/native/package-lock.json src/Platform/Engine/native/.npmrc ./
RUN npm ci --no-audit --no-fund --no-progress --loglevel=error && touch node_modules/.restored

# The page, as it is served.
FROM ${NODE_IMAGE} AS web
WORKDIR /web
COPY src/Web/package.json src/Web/package-lock.json src/Web/.npmrc ./
RUN npm ci --no-audit --no-fund --no-progress --loglevel=error
COPY src/Web ./
RUN WEB_DIST=/dist npm run --silent build -- --logLevel warn

FROM ${SDK_IMAGE} AS build
# CI=true: a restore that would change a lock file fails.
ENV CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /monolith
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY eng eng
COPY src src
COPY --from=engine /engine/node_modules src/Platform/Engine/native/node_modules
COPY --from=web /dist artifacts/web/dist
# The build fetches the engine where this file is older than the lock file; here there is no npm to fetch it with.
RUN touch src/Platform/Engine/native/node_modules/.restored
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/Host --configuration Release --output /app --verbosity quiet -p:RunAnalyzers=false -p:BuildWeb=false

FROM ${RUNTIME_IMAGE} AS runtime
LABEL org.opencontainers.image.title="Monolith" \
      org.opencontainers.image.description="Takes in logs, keeps them in ClickHouse and finds them again." \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /app /app
# The only folders that are written to. Everything else may be read-only.
RUN install --directory --owner=1654 --group=1654 /data /etc/monolith
ENV ASPNETCORE_HTTP_PORTS=8080 \
    Modules__Ingest__Grpc__Address=*:4317 \
    Monolith__DataPath=/data
# monolith.json is looked for in the working folder.
WORKDIR /etc/monolith
USER 1654:1654
VOLUME ["/data"]
EXPOSE 8080 4317
STOPSIGNAL SIGTERM
# The image has neither curl nor wget. Kubernetes has probes of its own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["/app/monolith"]
