// A whole interview over the JSON API of `runner-intake serve`, in a program of your own: it keeps the answers and sends
// them each time, asks whatever comes next, and prints the result. document.d.ts is made from the result's schema:
//   runner-intake export result-schema > schema.json && npx json2ts -i schema.json -o document.d.ts
import type { Assessment } from "./document";

export type Answer = boolean | number | string | string[] | null; // null: don't know
export type Answers = Record<string, Answer>;

export interface Following {
  step: string; // the question, or why it stops: emergency, consent_needed, reached
  question: string | null;
  fields: string[];
  ask: string | null;
  why: string | null;
  required: boolean;
  options: Record<string, string[]>;
}

export interface Problems {
  status: number;
  problems: { code: string; path: string; what: string; way_out: string }[];
  red_flags: { message: string; help_lines: string }[];
}

/** What the API says is wrong, all at once. Show `red_flags` first: they are emergencies. */
export class IntakeProblem extends Error {
  constructor(readonly document: Problems) {
    super(document.problems.map((one) => `${one.path}: ${one.what} ${one.way_out}`).join("\n"));
  }
}

export class Intake {
  constructor(private readonly address: string) {}

  private async post<Reply>(path: string, body: object): Promise<Reply> {
    const response = await fetch(`${this.address}/api/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new IntakeProblem((await response.json()) as Problems);
    return (await response.json()) as Reply;
  }

  next(answers: Answers, goal = "normal"): Promise<Following> {
    return this.post("next", { answers, goal });
  }

  assess(answers: Answers, region: string | null = null): Promise<Assessment> {
    return this.post("assess", { answers, region });
  }

  /** Asks until nothing more is worth asking; `reply` answers the fields of one question. */
  async interview(reply: (question: Following) => Promise<Answers>, goal = "quick"): Promise<Assessment> {
    let answers: Answers = {};
    for (let step = await this.next(answers, goal); step.question; step = await this.next(answers, goal)) {
      answers = { ...answers, ...(await reply(step)) };
    }
    return this.assess(answers);
  }
}
