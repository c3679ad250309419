import type { Expression } from '../../../../shared/expression/types';

/** An expression and everything that it is made of, from the outside in. */
export function parts(expression: Expression): Expression[] {
  return [expression, ...inner(expression).flatMap(parts)];
}

function inner(expression: Expression): readonly Expression[] {
  switch (expression.node) {
    case 'call':
      return expression.arguments;
    case 'not':
    case 'negate':
    case 'complement':
      return [expression.operand];
    case 'arithmetic':
    case 'compare':
    case 'same':
    case 'logic':
      return [expression.left, expression.right];
    case 'range':
      return [expression.value, expression.first, expression.last];
    case 'search':
      return [expression.text];
    default:
      return [];
  }
}
