using FluentValidation;
using MediatR;

namespace Monolith.Platform.Slices;

/// <summary>Runs a request's validators before its handler. A failure becomes a 400 problem that names the fields.</summary>
internal sealed class ValidateRequest<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        foreach (var validator in validators)
        {
            await validator.ValidateAndThrowAsync(request, cancellationToken);
        }

        return await next();
    }
}
