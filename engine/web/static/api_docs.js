"use strict";

const place = document.getElementById("swagger");

SwaggerUIBundle({ domNode: place, url: place.dataset.document, validatorUrl: null, deepLinking: true });
