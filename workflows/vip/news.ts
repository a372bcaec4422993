/** Whether somebody said "look again" since the last look began. */
export class News {
  private pending = false;

  come(): void {
    this.pending = true;
  }

  get isPending(): boolean {
    return this.pending;
  }

  /** To be called right before a look: what came until now is seen by it. */
  forget(): void {
    this.pending = false;
  }
}
