/** What an HTTP caller is told when a request is not taken. A status from 500 up asks them to send it again. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
