# predict：先预测，再揭晓
