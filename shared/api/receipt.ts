import Type from 'typebox';
import { ReceiptSchema } from '../session/receipt.ts';

export const SignedReceiptSchema = Type.Object({ receipt: ReceiptSchema, jws: Type.String() });
