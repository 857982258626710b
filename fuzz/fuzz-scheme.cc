// SPDX-License-Identifier: GPL-2.0-or-later
#include "fuzz-tamper.h"

#include "ns3/abort.h"

#include <iostream>
#include <set>

/// @file
/// Any scheme in memory, whose wires, peers and, if the input wants it, members are hostile. The
/// scene is made anew for each input, which takes some milliseconds since RSA keys lie ready: so an
/// input by itself says all that happens.

using namespace ns3::mqtt;
using namespace ns3::mqtt::test;

namespace
{

std::string g_scheme;   ///< name of the scheme
bool g_lenient = false; ///< what fails to verify passes all the same

/// A scene and what happens in it.
class Play
{
  public:
    /// @param flags bit 0: everything verifies, so that parsers behind a check get what the input
    ///        says, as from a member that lies
    explicit Play(std::uint8_t flags);

    /// Something happens.
    /// @param input says what
    void Act(FuzzedDataProvider& input);

    /// All faults are over: what must hold of the scheme is checked.
    void End();

  private:
    /// What may happen.
    enum class Action
    {
        TAMPER,        ///< something happens to a parcel that is still to come
        TAMPER_INSIDE, ///< the same before a guard protects it
        PUBLISH,
        REPLAY, ///< a recorded parcel comes again, changed or not
        ENTER,  ///< somebody says something to a service
        LOSE,
        LOSE_SESSIONS,
        LEAVE,
        WAIT,
        kMaxValue = WAIT
    };

    /// @param number which
    /// @return the client, which comes if it is not there
    SchemeClient& GetClient(std::size_t number);

    /// @param client client
    /// @param choice of QoS and retain flag
    void Publish(SchemeClient& client, std::uint8_t choice);

    /// @param input says what is said where
    void Enter(FuzzedDataProvider& input);

    /// @return whether messages get through once all have connected anew
    bool IsWellAgain();

    SchemeScene m_scene{g_scheme};                  ///< system
    Tamperer m_wires{m_scene.wire};                 ///< changes parcels
    Tamperer m_members{m_scene.wire};               ///< changes what guards protect
    std::map<std::size_t, SchemeClient*> m_clients; ///< those that have come
    std::map<std::string, bool> m_texts; ///< published, and whether they may come more than once
    bool m_betrayed{false};              ///< somebody who has keys has lied
};

Play::Play(std::uint8_t flags)
    : m_betrayed((flags & 1) != 0)
{
    g_lenient = m_betrayed;
    m_scene.wire.hook = [this](Parcel& parcel) { m_wires.See(parcel); };
    m_scene.wire.insider = [this](Parcel& parcel) { m_members.See(parcel); };
}

void
Play::Act(FuzzedDataProvider& input)
{
    constexpr std::chrono::seconds spans[] = {std::chrono::seconds(1),
                                              std::chrono::seconds(15),
                                              std::chrono::minutes(1),
                                              std::chrono::minutes(10)};
    const auto action = input.ConsumeEnum<Action>();
    const auto choice = input.ConsumeIntegral<std::uint8_t>();
    switch (action)
    {
    case Action::TAMPER:
        m_wires.Plan(choice, input);
        break;
    case Action::TAMPER_INSIDE:
        m_members.Plan(choice, input);
        m_betrayed = true;
        break;
    case Action::PUBLISH:
        Publish(GetClient(choice % 4), choice >> 2);
        break;
    case Action::REPLAY:
        m_wires.Replay(choice, input);
        break;
    case Action::ENTER:
        Enter(input);
        break;
    case Action::LOSE:
        GetClient(choice % 4).Lose();
        break;
    case Action::LOSE_SESSIONS:
        GetClient(choice % 4).LoseSessions();
        break;
    case Action::LEAVE:
        GetClient(choice % 4).Leave();
        GetClient(choice % 4).ConnectAgain();
        break;
    case Action::WAIT:
        m_scene.wire.Advance(spans[choice % std::size(spans)]);
        break;
    }
}

void
Play::End()
{
    m_scene.wire.hook = nullptr;
    m_scene.wire.insider = nullptr;
    const auto& scheme = *m_scene.GetScheme();
    const Protection claims = scheme.GetProtection();
    if (m_betrayed)
    {
        m_scene.wire.Advance(std::chrono::minutes(5));
        return;
    }
    const bool recovers = IsWellAgain();
    NS_ABORT_MSG_UNLESS(recovers || scheme.GetForm() == SecurityScheme::PUBLISHED,
                        "messages do not get through again");
    for (const auto& [number, client] : m_clients)
    {
        std::set<std::string> got;
        for (const auto& publish : client->received)
        {
            const auto text = std::string(ByteView(publish.message->payload).ToText());
            const auto found = m_texts.find(text);
            const bool isReal = found != m_texts.end() && publish.message->topic == "a";
            NS_ABORT_MSG_IF(!isReal && claims.detectsChanges && claims.refusesStrangers,
                            client->GetName() << " got '" << text << "', which nobody published");
            const bool isNew = got.insert(text).second;
            NS_ABORT_MSG_IF(isReal && !isNew && !found->second && claims.refusesReplays,
                            client->GetName() << " got '" << text << "' twice");
        }
    }
}

SchemeClient&
Play::GetClient(std::size_t number)
{
    auto& client = m_clients[number];
    if (!client)
    {
        ClientPlan plan;
        plan.clean = number < 3;
        if (number > 0)
        {
            plan.subscriptions = {{number == 1 ? "a" : "#", static_cast<Qos>(number - 1)}};
        }
        client = &m_scene.AddClient("client" + std::to_string(number), std::move(plan));
    }
    return *client;
}

void
Play::Publish(SchemeClient& client, std::uint8_t choice)
{
    const Qos qos = static_cast<Qos>(choice % 3);
    const bool retain = (choice & 0x20) != 0;
    const std::string text = std::to_string(m_texts.size());
    m_texts[text] = retain || qos != Qos::AT_MOST_ONCE;
    client.Publish("a=" + text, qos, retain);
}

void
Play::Enter(FuzzedDataProvider& input)
{
    const auto services = m_scene.ListServices();
    const auto outsider =
        m_scene.Enter(services[input.ConsumeIntegral<std::uint8_t>() % services.size()]);
    const std::size_t nParcels = 1 + input.ConsumeIntegral<std::uint8_t>() % 3;
    for (std::size_t i = 0; i < nParcels; ++i)
    {
        outsider->Say(ByteView(m_wires.Recall(input)));
    }
    outsider->Leave();
}

bool
Play::IsWellAgain()
{
    auto& alice = GetClient(0);
    auto& bob = GetClient(1);
    for (StreamId stream = 1; stream <= m_scene.wire.GetLastStream(); ++stream)
    {
        m_scene.wire.Cut(stream); // nobody goes on with what was changed
    }
    m_scene.wire.Advance(std::chrono::minutes(5));
    bob.TakeTexts();
    Publish(alice, 1);
    m_scene.wire.Advance(std::chrono::seconds(5));
    const bool isWell = !bob.TakeTexts().empty();
    for (const auto* client : {&alice, &bob})
    {
        if (!isWell)
        {
            std::cerr << client->GetName() << (client->IsReady() ? " is ready" : " is not ready")
                      << ", and was last lost: "
                      << (client->lost.empty() ? "never" : client->lost.back()) << std::endl;
        }
    }
    return isWell;
}

} // namespace

// What the sources call is taken to here by the linker's --wrap; OpenSSL calls its own.
extern "C"
{
    int __real_EVP_DecryptFinal_ex(EVP_CIPHER_CTX* context, unsigned char* out, int* size);
    int __real_EVP_DigestVerify(EVP_MD_CTX* context,
                                const unsigned char* signature,
                                std::size_t signatureSize,
                                const unsigned char* message,
                                std::size_t size);
    int __real_CRYPTO_memcmp(const void* a, const void* b, std::size_t size);

    int __wrap_EVP_DecryptFinal_ex(EVP_CIPHER_CTX* context, unsigned char* out, int* size)
    {
        const int status = __real_EVP_DecryptFinal_ex(context, out, size);
        *size = status > 0 ? *size : 0;
        return g_lenient ? 1 : status;
    }

    int __wrap_EVP_DigestVerify(EVP_MD_CTX* context,
                                const unsigned char* signature,
                                std::size_t signatureSize,
                                const unsigned char* message,
                                std::size_t size)
    {
        const int status =
            __real_EVP_DigestVerify(context, signature, signatureSize, message, size);
        return g_lenient ? 1 : status;
    }

    int __wrap_CRYPTO_memcmp(const void* a, const void* b, std::size_t size)
    {
        const int difference = __real_CRYPTO_memcmp(a, b, size);
        return g_lenient ? 0 : difference;
    }
}

extern "C" int
LLVMFuzzerInitialize(int* argc, char*** argv)
{
    const std::string option = "--scheme=";
    for (int i = 1; i < *argc; ++i)
    {
        const std::string argument = (*argv)[i];
        if (argument == "--list")
        {
            for (const auto& name : SchemeName::GetAll())
            {
                std::cout << name << "\n";
            }
            std::exit(0);
        }
        if (argument.rfind(option, 0) == 0)
        {
            g_scheme = argument.substr(option.size());
        }
    }
    const auto scheme = SchemeName::Create(g_scheme);
    if (!scheme)
    {
        std::cerr << option << "NAME: " << scheme.error().reason << std::endl;
        std::exit(1);
    }
    return 0;
}

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    Play play(input.ConsumeIntegral<std::uint8_t>());
    while (input.remaining_bytes() > 0)
    {
        play.Act(input);
    }
    play.End();
    g_lenient = false;
    return 0;
}
