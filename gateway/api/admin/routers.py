from gateway.api.admin import audit, connections, consumers, health, keys, requests, tenants

ROUTERS = (
    tenants.router,
    keys.router,
    consumers.router,
    connections.router,
    requests.router,
    audit.router,
    health.router,
    health.settings_router,
)
