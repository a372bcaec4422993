/** Where members answer at this moment: ready pods of the exposed node type, read live. */
export interface ComponentAccess {
  /** `http://<pod IP>:<client port>` */
  readonly endpoints: readonly string[];
  /** Members that the spec asks for in all node types. */
  readonly members: number;
  readonly signal: AbortSignal;
}
