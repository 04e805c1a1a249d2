namespace Monolith.KubernetesApi.Controllers;

/// <summary>Brings the world a step closer to what the objects ask for. Called with the store's lock held, again and again
/// until nothing changes any more.</summary>
internal interface IController
{
    void Reconcile();
}
