/** Where the pod of that name is. */
export function podOf(name: string): { readonly namespace: string; readonly name: string } {
  return { namespace: 'shop', name };
}
