// Prints the official conformance cases of the CEL specification as one JSON list, flat:
// each case with the names of its sections. Run in the project's root after `npm ci`.
import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";

function* cases(suite, above) {
  const sections = [...above, suite.name];
  for (const test of suite.tests ?? []) {
    yield { sections, ...test.original };
  }
  for (const inner of suite.suites ?? []) {
    yield* cases(inner, sections);
  }
}

const exact = (_, value) =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
process.stdout.write(JSON.stringify(tests.suites.flatMap((suite) => [...cases(suite, [])]), exact));
