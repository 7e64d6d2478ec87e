"use strict";

const FIRST_QUERY = `# Penroll: press Ctrl-Enter to run what the cursor stands in.
# A token goes into "Request Headers" below: {"authorization": "Bearer pnr_..."}

query RolePage {
  role(slug: "machine-learning-engineer") {
    title
    hook
    responsibilities
    salaryBands { region formatted asOf }
    related(first: 3) { similarity role { title } }
  }
}

mutation WritePost {
  generatePost(input: { title: "ML engineer", country: "GB" }) {
    accessToken
    job { id }
    post { id }
    userErrors { field message }
  }
}
`;

function isSubscription(document, name) {
  const operations = document
    ? document.definitions.filter((part) => part.kind === "OperationDefinition")
    : [];
  const chosen = operations.find((part) => !name || (part.name && part.name.value === name));
  return Boolean(chosen) && chosen.operation === "subscription";
}

async function* serverSentEvents(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    waiting += value;
    const events = waiting.split("\n\n");
    waiting = events.pop();
    for (const event of events) {
      const lines = event.split("\n");
      if (lines.includes("event: complete")) return;
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
      if (data.length) yield JSON.parse(data.join("\n"));
    }
  }
}

function post(params, headers, accept) {
  return fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept, ...headers },
    body: JSON.stringify(params),
  });
}

async function* subscribe(params, headers) {
  const response = await post(params, headers, "text/event-stream");
  if (response.headers.get("content-type").startsWith("text/event-stream")) {
    yield* serverSentEvents(response);
  } else {
    yield await response.json();
  }
}

function fetcher(params, { documentAST, headers } = {}) {
  if (isSubscription(documentAST, params.operationName)) return subscribe(params, headers);
  return post(params, headers, "application/json").then((response) => response.json());
}

ReactDOM.render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: FIRST_QUERY,
    headerEditorEnabled: true,
    shouldPersistHeaders: false,
  }),
  document.getElementById("ide"),
);
