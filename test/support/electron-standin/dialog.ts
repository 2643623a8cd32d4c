import { report } from './reports.ts';

interface BoxOptions {
  readonly message: string;
  readonly detail?: string;
  readonly buttons: readonly string[];
}

/** Questions nobody has answered yet, the oldest first. */
const open: { readonly buttons: readonly string[]; readonly answer: (response: number) => void }[] = [];

export const dialog = {
  showErrorBox(title: string, content: string): void {
    report({ kind: 'error-box', title, content });
  },
  /** Answered as STANDIN_ANSWER says. */
  showMessageBoxSync({ message, detail = '', buttons }: BoxOptions): number {
    report({ kind: 'question', message, detail, buttons });
    return buttons.indexOf(process.env['STANDIN_ANSWER'] ?? '');
  },
  /** With or without a window before the options, as Electron takes them. */
  showMessageBox(...given: readonly unknown[]): Promise<{ readonly response: number }> {
    const { message, detail = '', buttons } = given.at(-1) as BoxOptions;
    report({ kind: 'question', message, detail, buttons });
    return new Promise((resolve) => open.push({ buttons, answer: (response) => resolve({ response }) }));
  },
};

/** Presses that button of the oldest question. */
export function answerDialog(button: string): void {
  const [question] = open.splice(0, 1);
  const response = question?.buttons.indexOf(button) ?? -1;
  if (question === undefined || response < 0) throw new Error(`nothing is asked that "${button}" answers`);
  question.answer(response);
}
