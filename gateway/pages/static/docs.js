SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#api",
  deepLinking: true,
  filter: true,
  docExpansion: "none",
  displayRequestDuration: true,
  validatorUrl: null,
});
