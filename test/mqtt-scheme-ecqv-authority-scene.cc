// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-authority-scene.h"

namespace ns3::mqtt::test
{

namespace
{

constexpr std::size_t KEPT_EPOCHS = 4; ///< of all parties

/// @param form form
/// @param change of the settings
/// @return settings
EcqvAuthority::Settings
MakeSettings(const EcqvForm& form, const AuthorityScene::Change& change)
{
    EcqvAuthority::Settings settings;
    settings.form = form;
    settings.renewalSpacing = std::chrono::seconds(1);
    settings.keptEpochs = KEPT_EPOCHS;
    settings.startTime = NOW;
    if (change)
    {
        change(settings);
    }
    return settings;
}

/// @param news gets more
/// @param change part of it
void
Append(EcqvRosterChange& news, const EcqvRosterChange& change)
{
    if (change.whole)
    {
        news = {};
        news.whole = true;
    }
    news.added.insert(news.added.end(), change.added.begin(), change.added.end());
    news.removed.insert(news.removed.end(), change.removed.begin(), change.removed.end());
}

} // namespace

AuthorityScene::AuthorityScene(const EcqvForm& theForm, const Change& change)
    : form(theForm),
      authority(MakeSettings(form, change))
{
    authority.Start(*this);
    ConnectBroker();
}

void
AuthorityScene::ConnectBroker()
{
    m_isUp = true;
    m_news = {};
    broker.emplace(form, authority.GetGroupId(), authority.GetPublicKey(), KEPT_EPOCHS);
    authority.ChannelUp(++m_channel, EcqvAuthority::SERVICE, *this);
}

void
AuthorityScene::LoseBroker()
{
    m_isUp = false;
    authority.ChannelDown(m_channel, *this);
}

AuthorityDevice&
AuthorityScene::AddDevice(const std::string& name, bool registered)
{
    EcqvCredentials credentials{MakeEcqvId(name),
                                authority.GetGroupId(),
                                authority.GetPublicKey(),
                                Secret(Bytes(32, 1))};
    if (registered)
    {
        credentials = authority.Register(name);
    }
    m_devices.push_back(
        {name,
         EcqvDevice(std::move(credentials), form, NOW),
         EcqvGroupView(form, authority.GetGroupId(), authority.GetPublicKey(), KEPT_EPOCHS),
         {}});
    return m_devices.back();
}

void
AuthorityScene::Say(const EcqvChannelMessage& message)
{
    SayOctets(EncodeChannelMessage(message, form));
}

void
AuthorityScene::SayOctets(ByteView octets)
{
    authority.ChannelMessage(m_channel, octets, *this);
}

std::string
AuthorityScene::Connect(AuthorityDevice& device)
{
    const bool isNew = !device.device.HasCertificate();
    const Bytes trailer = device.device.MakeConnectTrailer(m_now);
    const std::string refusal = Forward(device.device.GetCredentials().id, trailer);
    if (isNew && refusal.empty())
    {
        const auto problem = device.device.TakeAnswer(m_issued[m_lastToken]);
        return problem ? problem->reason : std::string();
    }
    return refusal;
}

std::string
AuthorityScene::Forward(const EcqvId& id, const Bytes& trailer)
{
    Say(EcqvForward{++m_lastToken, id, trailer});
    if (m_answers.count(m_lastToken) + m_issued.count(m_lastToken) != 1)
    {
        return "no answer, or more than one";
    }
    return m_answers[m_lastToken];
}

std::string
AuthorityScene::Claim(AuthorityDevice& device, EcqvRole role)
{
    return Claim(device.device.GetCredentials().id, role, device.device.SealConfirmation(role));
}

std::string
AuthorityScene::Claim(const EcqvId& id, EcqvRole role, const Bytes& confirmation)
{
    Say(EcqvClaim{++m_lastToken, id, role, confirmation});
    return m_answers.count(m_lastToken) ? m_answers[m_lastToken] : "waiting";
}

AuthorityDevice&
AuthorityScene::Join(const std::string& name, EcqvRole role)
{
    AuthorityDevice& device = AddDevice(name);
    m_heard += Connect(device);
    Claim(device, role);
    return device;
}

const Bytes*
AuthorityScene::FindSealed(const EcqvId& id, EcqvRole role, std::uint32_t epoch) const
{
    const auto member = m_sealed.find({id, role});
    if (member == m_sealed.end())
    {
        return nullptr;
    }
    const auto sealed = member->second.find(epoch);
    return sealed == member->second.end() ? nullptr : &sealed->second;
}

std::string
AuthorityScene::Update(AuthorityDevice& device, EcqvRole role)
{
    EcqvUpdate update;
    const EcqvId& id = device.device.GetCredentials().id;
    const std::uint32_t newest = broker->GetNewestNumber();
    for (std::uint32_t epoch = form.published ? newest : 1; epoch <= newest; ++epoch)
    {
        const Bytes* sealed = FindSealed(id, role, epoch);
        sealed = !sealed && form.published ? FindSealed({}, role, epoch) : sealed;
        if (sealed)
        {
            update.keys.push_back({m_statements[epoch], *sealed});
        }
    }
    if (update.keys.empty())
    {
        return "no keys";
    }
    update.change = broker->GetRoster(GetCounterpart(role))
                        .GetChangeSince(form.published ? 0 : device.listened[role]);
    const auto read = device.device.DecodeUpdate(EncodeUpdate(update, role, form), role);
    auto keys = read ? device.device.OpenKeys(*read, device.view) : std::nullopt;
    if (!keys)
    {
        return "cannot open the keys";
    }
    const auto problem =
        device.view.TakeUpdate(*read, role, std::move(*keys), device.device.GetUnixTime(m_now));
    device.listened[role] = newest;
    return problem ? problem->reason : std::string();
}

void
AuthorityScene::Advance(Duration span)
{
    const Duration until = m_now + span;
    while (true)
    {
        const auto next =
            std::min_element(m_timers.begin(), m_timers.end(), [](const auto& a, const auto& b) {
                return a.second < b.second;
            });
        if (next == m_timers.end() || next->second > until)
        {
            break;
        }
        const auto [timer, when] = *next;
        m_timers.erase(next);
        m_now = when;
        authority.TimerExpired(timer, *this);
    }
    m_now = until;
}

std::string
AuthorityScene::TakeHeard()
{
    return std::exchange(m_heard, {});
}

const std::map<std::uint32_t, Bytes>&
AuthorityScene::GetSealed(const std::string& name, EcqvRole role)
{
    return m_sealed[{name.empty() ? EcqvId{} : MakeEcqvId(name), role}];
}

ChannelId
AuthorityScene::OpenChannel(const std::string& service)
{
    m_heard += " opens " + service; // which it never should
    return 0;
}

void
AuthorityScene::SendOnChannel(ChannelId channel, ByteView message)
{
    // What the broker does is not the authority's work.
    NullMeter nobody;
    const CryptoScope scope(nobody, CryptoScope::GetCurrent()->GetRandom(), NOW);
    longestMessage = std::max(longestMessage, message.size());
    nOctets += message.size();
    const auto decoded = DecodeChannelMessage(message, form);
    if (channel != m_channel || !m_isUp || !decoded)
    {
        m_heard += " nonsense";
        return;
    }
    Hear(*decoded);
}

void
AuthorityScene::Hear(const EcqvChannelMessage& message)
{
    static const char* const kinds[] = {"forward",
                                        "claim",
                                        "departure",
                                        "issued",
                                        "refusal",
                                        "roster",
                                        "epoch",
                                        "keys",
                                        "granted"};
    m_heard += (m_heard.empty() ? "" : " ") + std::string(kinds[message.index()]);
    if (const auto* issued = std::get_if<EcqvIssued>(&message))
    {
        m_issued[issued->token] = issued->trailer;
    }
    else if (const auto* refusal = std::get_if<EcqvRefusal>(&message))
    {
        m_answers[refusal->token] = refusal->reason;
    }
    else if (const auto* granted = std::get_if<EcqvGranted>(&message))
    {
        m_answers[granted->token] = "granted";
    }
    else if (const auto* news = std::get_if<EcqvRosterNews>(&message))
    {
        Append(m_news[GetIndex(news->side)], news->change);
        for (const EcqvId& id : news->change.removed)
        {
            m_sealed.erase({id, news->side});
        }
    }
    else if (const auto* epoch = std::get_if<EcqvNewEpoch>(&message))
    {
        HearEpoch(epoch->statement);
    }
    else if (const auto* keys = std::get_if<EcqvKeys>(&message))
    {
        for (const auto& entry : keys->entries)
        {
            m_sealed[{entry.id, keys->role}][keys->epoch] = entry.sealed;
        }
    }
}

void
AuthorityScene::HearEpoch(const EcqvStatement& statement)
{
    m_statements[statement.epoch] = statement;
    const auto now = NOW + std::chrono::duration_cast<std::chrono::seconds>(m_now).count();
    const auto problem = broker->TakeEpoch(statement, std::exchange(m_news, {}), now);
    m_heard += problem ? " (" + problem->reason + ")" : std::string();
}

void
AuthorityScene::CloseChannel(ChannelId channel)
{
    ++m_nClosed;
    m_isUp = m_isUp && channel != m_channel;
}

void
AuthorityScene::SetAgentTimer(std::uint32_t timer, Duration delay)
{
    m_timers[timer] = m_now + delay;
}

void
AuthorityScene::EnterPhase(Phase /* phase */)
{
}

Duration
AuthorityScene::GetNow() const
{
    return m_now;
}

AuthorityTest::AuthorityTest(const std::string& name,
                             Play play,
                             std::vector<EcqvForm> forms,
                             AuthorityScene::Change change)
    : TestCase("ecqv authority: " + name),
      m_play(std::move(play)),
      m_forms(std::move(forms)),
      m_change(std::move(change))
{
}

void
AuthorityTest::Check(bool right, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(right, true, m_form << ": " << what);
}

void
AuthorityTest::CheckText(const std::string& text,
                         const std::string& wanted,
                         const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(text, wanted, m_form << ": " << what);
}

void
AuthorityTest::DoRun()
{
    for (const EcqvForm& form : m_forms)
    {
        SeededRandom random(MakeSeed(71));
        CryptoScope scope(meter, random, NOW);
        m_form = Describe(form) + (form.transport == KeyTransport::ECIES ? ", ECIES" : "");
        AuthorityScene scene(form, m_change);
        meter.Clear();
        m_play(scene, *this);
    }
}

} // namespace ns3::mqtt::test
