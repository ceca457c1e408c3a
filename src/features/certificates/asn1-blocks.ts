import { type BaseBlock, Integer, ObjectIdentifier, OctetString, Sequence } from 'asn1js';

/** A value of ASN.1 whose type is only known when it is looked at. What it is not reads as empty. */
export type Block = BaseBlock;

export function partsOf(block: unknown): readonly Block[] {
  return block instanceof Sequence ? (block.valueBlock.value as Block[]) : [];
}

export function octetsOf(block: unknown): Buffer {
  return block instanceof OctetString ? Buffer.from(block.getValue()) : Buffer.alloc(0);
}

export function oidOf(block: unknown): string {
  return block instanceof ObjectIdentifier ? block.getValue() : '';
}

export function integerOf(block: unknown): number {
  return block instanceof Integer ? block.valueBlock.valueDec : 0;
}
