// Reads {name: html} from stdin; prints {name: [errors]} of the pages that break Google's rules.
import { readFileSync } from "node:fs";
import Validator from "@adobe/structured-data-validator";
import WebAutoExtractor from "@marbec/web-auto-extractor";

const pages = JSON.parse(readFileSync(0, "utf8"));
const found = {};
for (const [name, html] of Object.entries(pages)) {
  const data = new WebAutoExtractor({ addLocation: true, embedSource: ["rdfa", "microdata"] }).parse(html);
  if (!data.jsonld?.JobPosting) found[name] = ["no JobPosting found"];
  const issues = await new Validator().validate(data);
  const errors = issues.filter((issue) => issue.severity === "ERROR").map((issue) => issue.issueMessage);
  if (errors.length > 0) found[name] = errors;
}
console.log(JSON.stringify(found));
