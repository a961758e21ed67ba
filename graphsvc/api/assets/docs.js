"use strict";
window.SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, docExpansion: "none", defaultModelsExpandDepth: -1, validatorUrl: null });
