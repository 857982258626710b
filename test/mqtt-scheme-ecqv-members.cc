// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-members.h"

#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt::test
{

namespace
{

constexpr std::int64_t EXPIRY = NOW + 500; ///< of group statements

/// @param text any
/// @return an identity
EcqvId
MakeId(const std::string& text)
{
    const Bytes digest = Sha256({ByteView(text)});
    EcqvId id;
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

/// @param statement all that is public
/// @param role side of a member
/// @return what it is told of that as printed
EcqvStatement
Reduce(const EcqvStatement& statement, EcqvRole role)
{
    EcqvStatement told;
    (role == EcqvRole::PUBLISHER ? told.publishersKey : told.subscribersKey) =
        statement.GetKey(role);
    return told;
}

} // namespace

EcqvMembers::EcqvMembers(const EcqvForm& theForm, std::size_t keptEpochs)
    : form(theForm),
      curve(*form.curve),
      id(MakeId("group")),
      authorityKey(curve.MakeRandomScalar()),
      authorityPoint(curve.MultiplyBase(authorityKey)),
      envelope(EcqvEnvelope::Create(form)),
      broker(form, id, authorityPoint, keptEpochs),
      m_group(form, id, authorityKey),
      m_keptEpochs(keptEpochs)
{
}

EcqvParty&
EcqvMembers::Join(EcqvRole role, std::int64_t expiry)
{
    parties.push_back({role,
                       {MakeId("member " + std::to_string(parties.size())), {}, {}},
                       curve.MakeRandomScalar(),
                       {},
                       EcqvGroupView(form, id, authorityPoint, m_keptEpochs),
                       m_past.size()});
    EcqvParty& party = parties.back();
    const EcScalar secret = curve.MakeRandomScalar();
    party.member.id = party.sender.id;
    party.member.contribution = curve.MultiplyBase(party.contribution);
    party.member.expiry = form.published ? 0 : expiry;
    const EcqvBinding binding = GetBinding(form, party.member);
    const auto issue = IssueEcqv(curve, authorityKey, curve.MultiplyBase(secret), binding);
    party.member.certificate = issue.certificate;
    party.sender.key = ReceiveEcqv(curve, secret, issue, binding);
    party.sender.publicKey = curve.MultiplyBase(party.sender.key);
    m_group.Add(
        role,
        {party.member, party.sender.publicKey, curve.Add(party.sender.key, party.contribution)});
    return party;
}

void
EcqvMembers::Leave(EcqvParty& party)
{
    party.listens = false;
    m_group.Remove(party.role, party.sender.id);
}

bool
EcqvMembers::Renew()
{
    const EcqvStatement& statement = m_group.Renew(EXPIRY);
    m_past.push_back({statement,
                      {m_group.GetPrivateKey(EcqvRole::PUBLISHER),
                       m_group.GetPrivateKey(EcqvRole::SUBSCRIBER)}});
    bool isTaken = !broker.TakeEpoch(
        statement,
        {m_group.GetChange(EcqvRole::PUBLISHER), m_group.GetChange(EcqvRole::SUBSCRIBER)},
        NOW);
    for (EcqvParty& party : parties)
    {
        isTaken = isTaken && (!party.listens || Tell(party, MakeUpdate(party)).empty());
    }
    return isTaken;
}

EcqvUpdate
EcqvMembers::MakeUpdate(EcqvParty& party)
{
    EcqvUpdate update;
    const EcqvRole side = GetCounterpart(party.role);
    if (form.published)
    {
        update.keys.push_back({Reduce(m_past.back().first, party.role), {}});
        update.change = broker.GetRoster(side).GetChangeSince(0);
        return update;
    }
    // What it knows already, the newest apart, and what was before it joined is left out.
    for (std::size_t i = party.since; i < m_past.size(); ++i)
    {
        if (m_past[i].first.epoch > party.view.GetNewestNumber() || i + 1 == m_past.size())
        {
            update.keys.push_back({m_past[i].first, {}});
        }
    }
    update.change = broker.GetRoster(side).GetChangeSince(party.view.GetNewestNumber());
    return update;
}

std::string
EcqvMembers::Tell(EcqvParty& party, const EcqvUpdate& update)
{
    std::vector<EcScalar> keys;
    for (std::size_t i = m_past.size() - update.keys.size(); i < m_past.size(); ++i)
    {
        keys.push_back(m_past[i].second[GetIndex(GetCounterpart(party.role))]);
    }
    const auto problem = party.view.TakeUpdate(update, party.role, std::move(keys), NOW);
    return problem ? problem->reason : std::string();
}

Bytes
EcqvMembers::Seal(EcqvParty& party, ByteView payload, const std::string& topic)
{
    EcqvParcel parcel;
    parcel.side = party.role;
    parcel.topic = topic;
    parcel.payload = payload;
    parcel.time = ++clock;
    return envelope->Seal(party.sender, parcel, party.view).value_or(Bytes());
}

EcqvOpened
EcqvMembers::Verify(ByteView sealed, EcqvRole side, const std::string& topic)
{
    return envelope->Verify(side, topic, sealed, broker, NOW);
}

EcqvOpened
EcqvMembers::Open(EcqvParty& party, ByteView sealed, const std::string& topic)
{
    return envelope->Open(GetCounterpart(party.role), topic, sealed, party.view, NOW);
}

bool
EcqvMembers::IsAccepted(EcqvParty& party, ByteView sealed, const std::string& topic)
{
    return Verify(sealed, GetCounterpart(party.role), topic).verdict == EcqvOpened::OPENED &&
           Open(party, sealed, topic).verdict == EcqvOpened::OPENED;
}

EcqvFormTest::EcqvFormTest(const std::string& name, std::vector<EcqvForm> forms)
    : TestCase(name),
      m_forms(std::move(forms))
{
}

EcqvParty&
EcqvFormTest::Get(EcqvMembers& members, EcqvRole role, std::size_t index)
{
    // Publishers come first.
    return *std::next(members.parties.begin(), static_cast<long>(2 * GetIndex(role) + index));
}

Bytes
EcqvFormTest::MakePayload(std::size_t size)
{
    Bytes payload(size);
    std::generate(payload.begin(), payload.end(), [this] {
        return static_cast<std::uint8_t>(m_generator());
    });
    return payload;
}

void
EcqvFormTest::DoRun()
{
    for (const EcqvForm& form : m_forms)
    {
        SeededRandom random(MakeSeed(23));
        CryptoScope scope(m_meter, random, NOW);
        EcqvMembers members(form);
        for (const EcqvRole role : {EcqvRole::PUBLISHER, EcqvRole::SUBSCRIBER})
        {
            members.Join(role);
            members.Join(role);
        }
        NS_TEST_ASSERT_MSG_EQ(members.Renew(), true, Describe(form));
        m_meter.Clear();
        Script(members);
    }
}

EcqvForm
MakeForm(bool published, EcqvOption option, EcqvReading reading)
{
    EcqvForm form;
    form.published = published;
    form.option = option;
    form.reading = reading;
    form.curve = &EllipticCurve::Get(EllipticCurve::P256);
    return form;
}

std::vector<EcqvForm>
MakeForms(bool published)
{
    std::vector<EcqvForm> forms = {MakeForm(published, EcqvOption::AUTHENTICATED),
                                   MakeForm(published, EcqvOption::CONFIDENTIAL),
                                   MakeForm(published, EcqvOption::ANONYMOUS)};
    if (published)
    {
        forms.push_back(MakeForm(true, EcqvOption::ANONYMOUS, EcqvReading::RB));
        forms.push_back(MakeForm(true, EcqvOption::ANONYMOUS, EcqvReading::RC));
    }
    return forms;
}

std::vector<EcqvForm>
MakeAllForms()
{
    std::vector<EcqvForm> forms = MakeForms(false);
    const std::vector<EcqvForm> published = MakeForms(true);
    forms.insert(forms.end(), published.begin(), published.end());
    return forms;
}

std::string
Describe(const EcqvForm& form)
{
    std::string text = form.published ? "published" : "sound";
    text += ", option " + std::to_string(static_cast<int>(form.option) + 1);
    if (form.published && form.option == EcqvOption::ANONYMOUS)
    {
        text += std::string(", reading R") + "ABC"[static_cast<int>(form.reading)];
    }
    text += form.curve == &EllipticCurve::Get(EllipticCurve::P256) ? ", P-256" : ", secp256k1";
    return text + ", encoding " + std::to_string(static_cast<int>(form.encoding));
}

} // namespace ns3::mqtt::test
